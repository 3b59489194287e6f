/** Money: how far a contract has come, what is to come in, and what was invoiced. */
import { lazy } from "react";
import "@/i18n/words/financeNav";
import { may } from "@/meta/hooks";
import { fillSlot } from "@/slots";
import { addPage } from "@/slots/pages";

addPage({
  path: "/ageing",
  load: () => import("./AgeingPage"),
  nav: {
    group: "finance",
    label: "nav.ageing",
    icon: "clock",
    order: 170,
    open: (me) => may(me.can.receipt_plan, "view"),
  },
});
addPage({
  path: "/receipt-forecast",
  load: () => import("./ForecastPage"),
  nav: {
    group: "finance",
    label: "nav.receiptForecast",
    icon: "chart",
    order: 165,
    open: (me) => may(me.can.receipt_plan, "view"),
  },
});
addPage({
  path: "/three-way",
  load: () => import("./ThreeWayPage"),
  nav: {
    group: "finance",
    label: "nav.threeWay",
    icon: "list",
    order: 180,
    open: (me) => may(me.can.contract, "view"),
  },
});
for (const on of ["contract", "order"]) {
  fillSlot(
    "recordPanel",
    `finance.execution.${on}`,
    lazy(() => import("./ExecutionPanel")),
    { on, order: 20 },
  );
}
for (const on of ["contract", "order", "receipt_plan", "receipt", "invoice"]) {
  fillSlot(
    "recordActions",
    `finance.money.${on}`,
    lazy(() => import("./MoneyActions")),
    { on, order: 30 },
  );
}
fillSlot(
  "recordPanel",
  "finance.customer",
  lazy(() => import("./MoneyPanel")),
  { on: "customer", order: 52 },
);
fillSlot(
  "actionDialog",
  "finance.issue",
  lazy(() => import("./IssueDialog")),
  { on: "invoice.issue" },
);
