import { lazy } from "react";
import "@/i18n/words/reportsNav";
import { fillSlot } from "@/slots";
import { addPage, addTarget } from "@/slots/pages";

addPage({
  path: "/dashboards",
  load: () => import("./DashboardsPage"),
  nav: { group: "top", label: "nav.dashboards", icon: "grid", order: 60 },
});
addPage({
  path: "/reports",
  load: () => import("./ReportsPage"),
  nav: { group: "top", label: "nav.reports", icon: "chart", order: 62 },
});
addPage({ path: "/reports/$id", load: () => import("./BuilderPage") });
addPage({ path: "/reports/new", load: () => import("./BuilderPage") });
addPage({
  path: "/statistics",
  load: () => import("./StatisticsPage"),
  nav: { group: "top", label: "nav.statistics", icon: "columns", order: 64 },
});
addTarget("report", (id) => `/reports/${id}`);
addTarget("dashboard", (id) => `/dashboards?open=${id}`);
fillSlot(
  "homePanel",
  "reports.board",
  lazy(() => import("./HomePanel")),
  { order: 200 },
);
