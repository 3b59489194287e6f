import type { FieldMeta } from "@/api/types";

/** A field that picks one record of an entity, for a screen that has no such field of its own. */
export const recordField = (entity: string, label: string): FieldMeta => ({
  name: "record",
  label,
  type: "link",
  link: entity,
  required: false,
  read_only: false,
  write_once: false,
  operators: [],
  sortable: false,
  filterable: false,
  groupable: false,
  custom: false,
  view: "full",
  edit: true,
  pii: false,
  search: false,
});
