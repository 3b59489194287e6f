import { lazy } from "react";
import { fillSlot } from "@/slots";
import { addPage } from "@/slots/pages";

addPage({
  path: "/settings/registration",
  load: () => import("./FormsPage"),
  nav: {
    group: "settings",
    label: "nav.registration",
    icon: "edit",
    order: 40,
    open: (me) => me.admin.includes("settings"),
  },
});
fillSlot(
  "recordPanel",
  "registration.panel",
  lazy(() => import("./RegistrationsPanel")),
  { on: "customer", order: 80 },
);
