import { Select } from "antd";
import { t } from "@/i18n";
import type { FilterProps } from "../types";
import { FREQUENCIES } from "./rule";

/** Whole rules are seldom looked for; the usual ones without an end are offered. */
export default function RecurrenceFilter({ value, onChange, label, placeholder }: FilterProps) {
  return (
    <Select
      className="full"
      aria-label={label}
      placeholder={placeholder}
      value={typeof value === "string" ? value : undefined}
      options={FREQUENCIES.map((freq) => ({ value: `FREQ=${freq}`, label: t(`recurrence.${freq}`) }))}
      onChange={onChange}
    />
  );
}
