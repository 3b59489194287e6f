/** Records on paper: a button on the record, templates for administrators. */
import { lazy } from "react";
import { fillSlot } from "@/slots";
import { addPage } from "@/slots/pages";

addPage({
  path: "/settings/printing",
  load: () => import("./TemplatesPage"),
  nav: {
    group: "settings",
    label: "nav.printing",
    icon: "print",
    order: 45,
    open: (me) => me.admin.includes("settings"),
  },
});
fillSlot(
  "recordActions",
  "printing",
  lazy(() => import("./PrintButton")),
  { order: 90 },
);
