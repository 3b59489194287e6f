/** Leads: their score and where they went beside the record, converting, the rules of both, and what became of them. */
import { lazy } from "react";
import "@/i18n/words/leadsNav";
import { entityInfo, may } from "@/meta/hooks";
import { pooled } from "@/modules/pools";
import { fillSlot } from "@/slots";
import { addPage } from "@/slots/pages";

const on = { on: "lead" };

pooled("lead");
fillSlot(
  "recordPanel",
  "leads.score",
  lazy(() => import("./ScorePanel")),
  { ...on, order: 20 },
);
fillSlot(
  "recordBanner",
  "leads.outcome",
  lazy(() => import("./OutcomeBanner")),
  { ...on, order: 20 },
);
fillSlot(
  "formPanel",
  "leads.known",
  lazy(() => import("./KnownPanel")),
  { ...on, order: 20 },
);
fillSlot(
  "actionDialog",
  "leads.convert",
  lazy(() => import("./ConvertDialog")),
  { on: "lead.convert" },
);
fillSlot(
  "bulkActions",
  "leads.assign",
  lazy(() => import("./BulkAssign")),
  { ...on, order: 30 },
);
addPage({
  path: "/leads/statistics",
  load: () => import("./StatisticsPage"),
  nav: {
    group: "customers",
    label: "nav.leadStatistics",
    icon: "chart",
    order: 90,
    open: (_me, meta) => may(entityInfo(meta, "lead")?.can, "view"),
  },
});
addPage({
  path: "/settings/lead-scoring",
  load: () => import("./ScoringPage"),
  nav: {
    group: "settings",
    label: "nav.leadScoring",
    icon: "star",
    order: 54,
    open: (me) => me.admin.includes("settings"),
  },
});
addPage({
  path: "/settings/lead-assignment",
  load: () => import("./AssignmentPage"),
  nav: {
    group: "settings",
    label: "nav.leadAssignment",
    icon: "swap",
    order: 55,
    open: (me) => me.admin.includes("settings"),
  },
});
