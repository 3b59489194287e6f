/** Duplicates and merging: the check in the form, the queue, the merge dialog, the rules. */
import { lazy } from "react";
import { may } from "@/meta/hooks";
import { fillSlot } from "@/slots";
import { addPage } from "@/slots/pages";

addPage({
  path: "/duplicates",
  load: () => import("./DuplicatesPage"),
  nav: {
    group: "customers",
    label: "nav.duplicates",
    icon: "copy",
    order: 80,
    open: (_me, meta) => may(meta.entities.find((entity) => entity.key === "customer")?.can, "update"),
  },
});
addPage({
  path: "/settings/duplicates",
  load: () => import("./RulesPage"),
  nav: {
    group: "settings",
    label: "nav.duplicateRules",
    icon: "copy",
    order: 40,
    open: (me) => me.admin.some((word) => word === "duplicates" || word === "customfields"),
  },
});

for (const entity of ["customer", "contact", "lead"]) {
  fillSlot(
    "formPanel",
    `duplicates.${entity}`,
    lazy(() => import("./CheckPanel")),
    { on: entity, order: 10 },
  );
  fillSlot(
    "recordActions",
    `duplicates.${entity}`,
    lazy(() => import("./CheckAction")),
    { on: entity, order: 60 },
  );
}
fillSlot(
  "recordBanner",
  "merging",
  lazy(() => import("./MergedBanner")),
  { order: 5 },
);
fillSlot(
  "bulkActions",
  "merging",
  lazy(() => import("./BulkMerge")),
  { order: 50 },
);
