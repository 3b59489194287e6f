import { lazy } from "react";
import type { Me, Meta } from "@/api/types";
import { may } from "@/meta/hooks";
import { fillSlot } from "@/slots";
import { addPage, addTarget } from "@/slots/pages";

const mayHandOver = (me: Me, meta: Meta): boolean =>
  me.admin.includes("org") || meta.entities.some((entity) => may(entity.can, "assign"));

addPage({
  path: "/handover",
  load: () => import("./HandoverList"),
  nav: { group: "settings", label: "nav.handover", icon: "swap", order: 40, open: mayHandOver },
});
addPage({ path: "/handover/new", load: () => import("./Wizard") });
addPage({ path: "/handover/$id", load: () => import("./Report") });
addTarget("handover_of", (id) => `/handover/new?person=${id}`);
fillSlot(
  "listToolbar",
  "handover",
  lazy(() => import("./ListMove")),
  { order: 30 },
);
fillSlot(
  "bulkActions",
  "handover",
  lazy(() => import("./BulkMove")),
  { order: 30 },
);
