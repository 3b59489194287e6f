/** Selling: the way through the stages, registration, costs, competitors, and how a company sells. */
import { lazy } from "react";
import { entityInfo, may } from "@/meta/hooks";
import { fillSlot } from "@/slots";
import { addPage } from "@/slots/pages";

const on = "opportunity";
const EndDialog = lazy(() => import("./EndDialog"));
const RegisterDialog = lazy(() => import("./RegisterDialog"));

fillSlot(
  "recordBanner",
  "sales.path",
  lazy(() => import("./StagePath")),
  { on, order: 20 },
);
fillSlot(
  "recordPanel",
  "sales.plan",
  lazy(() => import("./PlanPanel")),
  { on, order: 25 },
);
fillSlot(
  "recordPanel",
  "sales.seats",
  lazy(() => import("./SeatTree")),
  { on, order: 28 },
);
for (const action of ["win", "lose", "invalidate"])
  fillSlot("actionDialog", "sales.end", EndDialog, { on: `opportunity.${action}` });
fillSlot(
  "recordPanel",
  "sales.registration",
  lazy(() => import("./RegistrationPanel")),
  { on, order: 30 },
);
fillSlot(
  "recordPanel",
  "sales.costs",
  lazy(() => import("./CostsPanel")),
  { on, order: 40 },
);
fillSlot(
  "recordPanel",
  "sales.rates",
  lazy(() => import("./RatesPanel")),
  { on: "competitor", order: 30 },
);
fillSlot(
  "formPanel",
  "sales.clashes",
  lazy(() => import("./ClashPanel")),
  { on, order: 20 },
);
fillSlot(
  "boardCard",
  "sales.stale",
  lazy(() => import("./StaleMark")),
  { on },
);
fillSlot(
  "approvalPanel",
  "sales.judge",
  lazy(() => import("./JudgePanel")),
  { on: "opportunity_registration" },
);
fillSlot("actionDialog", "sales.register", RegisterDialog, { on: "opportunity.register" });
fillSlot("actionDialog", "sales.renew", RegisterDialog, { on: "opportunity.renew" });
addPage({
  path: "/sales/competition",
  load: () => import("./CompetitionPage"),
  nav: {
    group: "sales",
    label: "nav.competition",
    icon: "chart",
    order: 70,
    open: (_me, meta) => may(entityInfo(meta, on)?.can, "view"),
  },
});
addPage({
  path: "/settings/sales",
  load: () => import("./ProcessesPage"),
  nav: {
    group: "settings",
    label: "nav.salesProcesses",
    icon: "flag",
    order: 55,
    open: (me) => me.admin.includes("dictionaries") || me.admin.includes("settings"),
  },
});
