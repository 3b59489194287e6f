import type { FieldMeta } from "@/api/types";

/** A stand-alone picker of a person, outside any entity. */
export const USER_FIELD: FieldMeta = {
  name: "user",
  label: "",
  type: "user",
  required: false,
  read_only: false,
  write_once: false,
  operators: ["eq"],
  sortable: false,
  filterable: true,
  groupable: false,
  custom: false,
  view: "full",
  edit: true,
  pii: false,
  search: false,
};
