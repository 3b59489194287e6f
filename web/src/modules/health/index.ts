import { lazy } from "react";
import { may } from "@/meta/hooks";
import { fillSlot } from "@/slots";
import { addPage } from "@/slots/pages";

addPage({
  path: "/health",
  load: () => import("./HealthPage"),
  nav: {
    group: "customers",
    label: "nav.health",
    icon: "shield",
    order: 50,
    open: (me) => may(me.can.customer, "view"),
  },
});
fillSlot(
  "recordPanel",
  "health.panel",
  lazy(() => import("./HealthPanel")),
  { on: "customer", order: 60 },
);
fillSlot(
  "bulkActions",
  "health.fix",
  lazy(() => import("./BulkFix")),
  { on: "customer" },
);
