import { lazy } from "react";
import { addExtraField } from "@/meta/extraFields";
import { may } from "@/meta/hooks";
import { fillSlot } from "@/slots";
import { addPage } from "@/slots/pages";
import { useSegmentField } from "./data";

addPage({
  path: "/segments",
  load: () => import("./SegmentsPage"),
  nav: {
    group: "customers",
    label: "nav.segments",
    icon: "filter",
    order: 40,
    open: (me) => may(me.can.customer, "view"),
  },
});
addExtraField(useSegmentField);
fillSlot(
  "listToolbar",
  "segments.save",
  lazy(() => import("./SaveAsSegment")),
);
