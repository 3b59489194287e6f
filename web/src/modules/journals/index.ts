/** Work logs: writing one's own, reviewing those of one's people. */
import { addPage } from "@/slots/pages";

addPage({
  path: "/journals",
  load: () => import("./JournalsPage"),
  nav: {
    group: "work",
    label: "nav.journals",
    icon: "book",
    order: 50,
    open: (me) => (me.can.journal?.view ?? "none") !== "none",
  },
});
