import { lazy } from "react";
import "./calls";
import type { Meta, Rec } from "@/api/types";
import { t } from "@/i18n";
import { may } from "@/meta/hooks";
import { fillSlot } from "@/slots";
import { addPage } from "@/slots/pages";

/** What was converted is over: what is written now is written on the customer. */
const isOver = (record?: Rec): boolean => record?.state === "converted";
const creates = (key: string) => (known: Meta, record?: Rec) =>
  !isOver(record) && may(known.entities.find((entity) => entity.key === key)?.can, "create");
const labelOf = { follow_up: "compose.follow_up", task: "compose.task", visit: "compose.visit" } as const;

const FollowUpForm = lazy(() => import("./FollowUpForm"));
const TaskForm = lazy(() => import("./TaskForm"));
const VisitForm = lazy(() => import("./VisitForm"));
const CallPrompt = lazy(() => import("./CallPrompt"));
const Entry = lazy(() => import("./Entry"));

for (const on of ["customer", "contact", "lead", "opportunity"]) {
  fillSlot("recordComposer", `${on}.follow_up`, FollowUpForm, {
    on,
    order: 10,
    label: () => t(labelOf.follow_up),
    open: creates("follow_up"),
  });
  fillSlot("recordComposer", `${on}.task`, TaskForm, {
    on,
    order: 20,
    label: () => t(labelOf.task),
    open: creates("task"),
  });
  if (on !== "lead")
    fillSlot("recordComposer", `${on}.visit`, VisitForm, {
      on,
      order: 30,
      label: () => t(labelOf.visit),
      open: creates("visit"),
    });
  if (on !== "opportunity") fillSlot("recordBanner", `${on}.call`, CallPrompt, { on, order: 50 });
}
for (const on of ["follow_up", "visit", "task"]) fillSlot("timelineItem", `activities.${on}`, Entry, { on });
fillSlot(
  "recordBanner",
  "activities.visit",
  lazy(() => import("./VisitBanner")),
  { on: "visit", order: 10 },
);
fillSlot(
  "actionDialog",
  "activities.check_in",
  lazy(() => import("./CheckIn")),
  { on: "visit.check_in" },
);
fillSlot(
  "actionDialog",
  "activities.finish",
  lazy(() => import("./Finish")),
  { on: "visit.finish" },
);
addPage({
  path: "/visits/plan",
  load: () => import("./PlanPage"),
  nav: {
    group: "work",
    label: "nav.visitPlan",
    icon: "list",
    order: 35,
    open: (_me, meta) => creates("visit")(meta),
  },
});
addPage({
  path: "/visits/nearby",
  load: () => import("./NearbyPage"),
  nav: {
    group: "work",
    label: "nav.nearby",
    icon: "pin",
    order: 36,
    open: (_me, meta) => creates("visit")(meta),
  },
});
fillSlot(
  "recordPanel",
  "activities.place",
  lazy(() => import("./PlacePanel")),
  { on: "customer", order: 90 },
);
addPage({
  path: "/settings/activity-rules",
  load: () => import("./RulesPage"),
  nav: {
    group: "settings",
    label: "nav.activityRules",
    icon: "clock",
    order: 60,
    open: (me) => me.admin.includes("settings"),
  },
});
