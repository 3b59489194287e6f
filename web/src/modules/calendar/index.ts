/** The calendar, and which days are worked. */
import { entityInfo, may } from "@/meta/hooks";
import { addPage } from "@/slots/pages";

addPage({
  path: "/calendar",
  load: () => import("./CalendarPage"),
  nav: {
    group: "top",
    label: "nav.calendar",
    icon: "clock",
    order: 15,
    open: (_me, meta) => ["meeting", "task", "visit"].some((key) => may(entityInfo(meta, key)?.can, "view")),
  },
});
addPage({
  path: "/settings/holidays",
  load: () => import("./HolidaysPage"),
  nav: {
    group: "settings",
    label: "nav.holidays",
    icon: "sun",
    order: 70,
    open: (me) => me.admin.includes("settings") || me.admin.includes("org"),
  },
});
