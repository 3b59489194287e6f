/** 审批: what waits for a decision, one request in full, the designer of flows, and what it adds to documents. */
import "@/i18n/words/approvalsNav";
import { lazy } from "react";
import { fillSlot } from "@/slots";
import { addPage, addTarget } from "@/slots/pages";

addPage({
  path: "/approvals",
  load: () => import("./InboxPage"),
  nav: { group: "top", label: "nav.approvals", icon: "task", order: 30 },
});
addPage({ path: "/approvals/deputies", load: () => import("./DeputiesPage") });
addPage({ path: "/approvals/$id", load: () => import("./DetailPage") });
addPage({ path: "/approvals/$id/print", load: () => import("./PrintPage") });
addPage({
  path: "/settings/approval-flows",
  load: () => import("./designer/FlowsPage"),
  nav: {
    group: "settings",
    label: "nav.approvalFlows",
    icon: "org",
    order: 40,
    open: (me) => me.admin.includes("settings"),
  },
});
addPage({ path: "/settings/approval-flows/$subject", load: () => import("./designer/DesignerPage") });
addTarget("approval", (id) => `/approvals/${id}`);

fillSlot(
  "recordBanner",
  "approvals.banner",
  lazy(() => import("./RecordBanner")),
  { order: 10 },
);
fillSlot(
  "actionDialog",
  "approvals.submit",
  lazy(() => import("./SubmitDialog")),
  { on: "*.submit" },
);
fillSlot(
  "actionDialog",
  "approvals.void",
  lazy(() => import("./VoidDialog")),
  { on: "*.void" },
);
