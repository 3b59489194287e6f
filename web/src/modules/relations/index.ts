import { lazy } from "react";
import { t } from "@/i18n";
import { entityInfo } from "@/meta/hooks";
import { fillSlot } from "@/slots";
import { addPage } from "@/slots/pages";

const RelationsTab = lazy(() => import("./RelationsTab"));

fillSlot("recordTab", "relations", RelationsTab, { on: "customer", order: 40, label: () => t("tab.relations") });
// A key stands once per place: on a contact the same tab has another.
fillSlot("recordTab", "connections", RelationsTab, { on: "contact", order: 40, label: () => t("tab.relations") });
fillSlot(
  "recordTab",
  "decisions",
  lazy(() => import("./DecisionTab")),
  { on: "customer", order: 41, label: () => t("tab.decisions") },
);
fillSlot(
  "recordTab",
  "key-account",
  lazy(() => import("./CardTab")),
  { on: "customer", order: 42, label: () => t("tab.keyAccount") },
);

addPage({
  path: "/key-accounts",
  load: () => import("./KeyAccountsPage"),
  nav: {
    group: "customers",
    label: "nav.keyAccounts",
    icon: "star",
    order: 60,
    open: (_me, meta) => entityInfo(meta, "key_account") !== undefined,
  },
});
addPage({
  path: "/settings/relation-kinds",
  load: () => import("./Settings").then((file) => ({ default: file.KindsPage })),
  nav: {
    group: "settings",
    label: "nav.relationTypes",
    icon: "link",
    order: 60,
    open: (me) => me.admin.includes("dictionaries"),
  },
});
addPage({
  path: "/settings/key-account-card",
  load: () => import("./Settings").then((file) => ({ default: file.PartsPage })),
  nav: {
    group: "settings",
    label: "nav.cardParts",
    icon: "star",
    order: 61,
    open: (me) => me.admin.includes("settings"),
  },
});
