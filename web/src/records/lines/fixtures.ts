/** A field, and a quote with lines, for tests. */
import type { EntityMeta, FieldMeta } from "@/api/types";
import type { FormList } from "./form";
import { lineColumns } from "./rows";

export const field = (name: string, type: string, more: Partial<FieldMeta> = {}): FieldMeta => ({
  name,
  label: name,
  type,
  required: false,
  read_only: false,
  write_once: false,
  operators: ["eq", "in"],
  sortable: true,
  filterable: true,
  groupable: false,
  custom: false,
  view: "full",
  edit: true,
  pii: false,
  search: false,
  ...more,
});
const meta = (key: string, fields: FieldMeta[], more: Partial<EntityMeta> = {}): EntityMeta => ({
  key,
  label: key,
  plural: key,
  icon: "file",
  color: "blue",
  title: "name",
  module: "trade",
  can: {},
  features: {},
  fields,
  list: { columns: [], filters: [], sort: null, presets: [] },
  layout: { facts: [], sections: [] },
  related: [],
  actions: [],
  ...more,
});
export const LIST = {
  key: "lines",
  label: "明细",
  entity: "quote_line",
  field: "quote",
  columns: [] as string[],
  required: true,
};
export const LINE = meta("quote_line", [
  field("product", "link", { link: "product", required: true }),
  field("quantity", "decimal", { required: true }),
  field("unit_price", "money", { decimals: 6 }),
  field("kind", "choice", { choices: [{ value: "a", label: "甲类" }] }),
  field("on", "date"),
  field("amount", "money", { read_only: true }),
  field("quote", "link", { link: "quote" }),
  field("position", "integer", { read_only: true }),
]);
export const QUOTE = meta("quote", [field("amount", "money", { read_only: true })], { lines: [LIST] });
export const COLUMNS = lineColumns(LIST, LINE.fields);
export const KNOWN: FormList = { list: LIST, meta: LINE, columns: COLUMNS };
export const cny = (amount: string) => ({ amount, currency: "CNY" });
