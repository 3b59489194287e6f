import { t } from "@/i18n";
import { dayOf, formatMoment } from "@/ui/format";
import type { DisplayProps } from "../types";

export function dateText(value: unknown, type: string): string {
  if (typeof value !== "string") return "";
  return type === "moment" ? formatMoment(value) : value.slice(0, 10);
}

/** Dates by which something is to be done: past ones are shown as overdue. */
const isDue = (name: string): boolean => /^(next_|due)|_due$|due_at$/.test(name);

export function DateDisplay({ value, field }: DisplayProps) {
  const text = dateText(value, field.type);
  if (text && isDue(field.name) && text.slice(0, 10) < dayOf(new Date())) {
    return (
      <span className="num overdue">
        {text} {t("field.overdue")}
      </span>
    );
  }
  return <span className="num">{text}</span>;
}
