import type { FieldMeta, Rec } from "@/api/types";
import { t } from "@/i18n";
import { holds } from "@/meta/condition";
import { dayOf, formatMoment } from "@/ui/format";
import type { DisplayProps } from "../types";

export function dateText(value: unknown, type: string): string {
  if (typeof value !== "string") return "";
  return type === "moment" ? formatMoment(value) : value.slice(0, 10);
}

const NAMES = /^(next_|due)|_due$|due_at$/;

/** Dates by which something is to be done: past ones are shown as overdue while the field's condition says that it is
 * not over; without a condition its name tells. */
function isDue(field: FieldMeta, record: Rec | undefined): boolean {
  const open = field.options?.due_while;
  if (open === false) return false;
  return open ? !record || holds(open, record) : NAMES.test(field.name);
}

export function DateDisplay({ value, field, record }: DisplayProps) {
  const text = dateText(value, field.type);
  if (text && isDue(field, record) && text.slice(0, 10) < dayOf(new Date())) {
    return (
      <span className="num overdue">
        {text} {t(field.options?.due_word === "stale" ? "field.stale" : "field.overdue")}
      </span>
    );
  }
  return <span className="num">{text}</span>;
}
