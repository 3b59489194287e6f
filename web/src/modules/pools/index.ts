/** 公海: the pages of pools, and what they add to the records that can lie in one. */
import { lazy } from "react";
import { t } from "@/i18n";
import { may } from "@/meta/hooks";
import { fillSlot } from "@/slots";
import { addColumn } from "@/slots/columns";
import { addPage } from "@/slots/pages";

addPage({
  path: "/pools",
  load: () => import("./PoolPage"),
  nav: {
    group: "customers",
    label: "nav.pools",
    icon: "inbox",
    order: 20,
    open: (_me, meta) => meta.entities.some((entity) => entity.features.pooled && may(entity.can, "view")),
  },
});
addPage({ path: "/pools/falling", load: () => import("./FallingPage") });
addPage({ path: "/pools/flows", load: () => import("./FlowsPage") });
addPage({ path: "/pools/$id", load: () => import("./PoolPage") });
addPage({
  path: "/settings/pools",
  load: () => import("./settings/PoolSettingsPage"),
  nav: {
    group: "settings",
    label: "nav.poolRules",
    icon: "inbox",
    order: 60,
    open: (me) => me.admin.includes("settings"),
  },
});

/** What pools add to an entity whose records can lie in one. */
export function pooled(entity: string): void {
  const on = { on: entity };
  fillSlot(
    "recordBanner",
    "pools.banner",
    lazy(() => import("./RecordBanner")),
    on,
  );
  fillSlot(
    "recordActions",
    "pools.actions",
    lazy(() => import("./RecordActions")),
    on,
  );
  fillSlot(
    "recordTab",
    "moves",
    lazy(() => import("./MovesTab")),
    { ...on, order: 900, label: () => t("nav.moves") },
  );
  addColumn({
    ...on,
    key: "pools.due",
    label: () => t("nav.recycled"),
    width: 112,
    load: async (ids, signal) => (await import("./dueColumn")).load(entity, ids, signal),
  });
  fillSlot(
    "bulkActions",
    "pools.release",
    lazy(() => import("./BulkRelease")),
    on,
  );
}

pooled("customer");
