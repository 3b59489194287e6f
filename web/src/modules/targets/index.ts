import { lazy } from "react";
import "@/i18n/words/reportsNav";
import { may } from "@/meta/hooks";
import { fillSlot } from "@/slots";
import { addPage } from "@/slots/pages";

addPage({
  path: "/targets",
  load: () => import("./TargetsPage"),
  nav: {
    group: "top",
    label: "nav.targets",
    icon: "trophy",
    order: 66,
    open: (me) => may(me.can.target, "view"),
  },
});
fillSlot(
  "homePanel",
  "targets.mine",
  lazy(() => import("./MinePanel")),
  { order: 150 },
);
fillSlot(
  "recordPanel",
  "targets.standing",
  lazy(() => import("./StandingPanel")),
  { on: "target", order: 10 },
);
