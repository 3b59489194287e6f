/** The today page, the team's figures, and closeness beside customers and contacts. */
import { lazy } from "react";
import { fillSlot } from "@/slots";
import { addPage } from "@/slots/pages";
import { hasDays } from "./rights";

addPage({
  path: "/today",
  load: () => import("./TodayPage"),
  nav: { group: "top", label: "nav.today", icon: "sun", order: 10, open: (me) => hasDays(me) },
});
addPage({
  path: "/team",
  load: () => import("./TeamPage"),
  nav: {
    group: "top",
    label: "nav.manager",
    icon: "chart",
    order: 20,
    // Whoever reads only their own follow-ups has no team here.
    open: (me) => !["none", "own", undefined].includes(me.can.follow_up?.view),
  },
});

const Closeness = lazy(() => import("./ClosenessPanel"));
for (const entity of ["customer", "contact"])
  fillSlot("recordPanel", `today.closeness.${entity}`, Closeness, { on: entity, order: 60 });
