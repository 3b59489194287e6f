import { lazy } from "react";
import { fillSlot } from "@/slots";
import { addPage } from "@/slots/pages";

addPage({
  path: "/settings/lifecycle",
  load: () => import("./LifecyclePage"),
  nav: {
    group: "settings",
    label: "nav.lifecycle",
    icon: "refresh",
    order: 50,
    open: (me) => me.admin.includes("settings"),
  },
});
addPage({
  path: "/settings/tags",
  load: () => import("./TagsPage"),
  nav: {
    group: "settings",
    label: "nav.tags",
    icon: "star",
    order: 51,
    open: (me) => me.admin.includes("dictionaries"),
  },
});
fillSlot(
  "recordPanel",
  "lifecycle.panel",
  lazy(() => import("./StatusPanel")),
  { on: "customer", order: 70 },
);
