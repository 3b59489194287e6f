/** How everybody is reminded, and what the company decided about it. */
import { addPage } from "@/slots/pages";

addPage({
  path: "/settings/reminders",
  load: () => import("./RemindersPage"),
  nav: { group: "settings", label: "nav.reminders", icon: "bell", order: 5 },
});
