import { memo } from "react";
import type { FieldMeta, Rec } from "@/api/types";
import { t } from "@/i18n";
import { kitOf } from "./registry";
import { isEmpty } from "./types";

/** One value of a record. A masked value is a plain string, whatever the type. */
export const Value = memo(function Value({
  record,
  field,
  mode = "cell",
}: {
  record: Rec;
  field: FieldMeta;
  mode?: "cell" | "full";
}) {
  const value = record[field.name];
  if (record._closed?.includes(field.name)) return <span className="nothing">{t("common.closed")}</span>;
  if (isEmpty(value)) return <span className="nothing">{mode === "full" ? "—" : ""}</span>;
  if (record._masked?.includes(field.name)) return <span className="num masked">{String(value)}</span>;
  const { Display } = kitOf(field);
  return <Display value={value} field={field} mode={mode} record={record} />;
});

export function valueText(record: Rec, field: FieldMeta): string {
  const value = record[field.name];
  if (isEmpty(value)) return "";
  if (record._masked?.includes(field.name)) return String(value);
  return kitOf(field).text(value, field);
}
