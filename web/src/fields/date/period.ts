/** Periods relative to today, as conditions say them (`within`). */
import type { Period } from "@/api/types";
import { type MessageKey, t } from "@/i18n";
import "@/i18n/words/filters";

export const UNITS: Period["unit"][] = ["day", "week", "month", "quarter", "year"];
export const PERIODS: { key: MessageKey; period: Period }[] = [
  { key: "period.today", period: { unit: "day", from: 0, to: 0 } },
  { key: "period.thisWeek", period: { unit: "week", from: 0, to: 0 } },
  { key: "period.thisMonth", period: { unit: "month", from: 0, to: 0 } },
  { key: "period.lastMonth", period: { unit: "month", from: -1, to: -1 } },
  { key: "period.thisQuarter", period: { unit: "quarter", from: 0, to: 0 } },
  { key: "period.thisYear", period: { unit: "year", from: 0, to: 0 } },
  { key: "period.last7", period: { unit: "day", from: -6, to: 0 } },
  { key: "period.last30", period: { unit: "day", from: -29, to: 0 } },
  { key: "period.next7", period: { unit: "day", from: 0, to: 7 } },
];

export const keyOf = (period: Period): string => `${period.unit}:${period.from}:${period.to}`;

export const isPeriod = (value: unknown): value is Period =>
  typeof value === "object" && value !== null && "unit" in value;

/** So far back lies whatever has happened. */
const EVER = -1000;

/** The words of a period, for chips. */
export function periodText(value: unknown): string {
  if (!isPeriod(value)) return "";
  const known = PERIODS.find((item) => keyOf(item.period) === keyOf(value));
  if (known) return t(known.key);
  const unit = t(`unit.${value.unit}`);
  if (value.to === 0 && value.from <= EVER) return t("period.untilToday");
  if (value.to === 0 && value.from < 0) return t("period.past", { n: -value.from, unit });
  if (value.from === 0 && value.to > 0) return t("period.coming", { n: value.to, unit });
  return t("period.relative", { from: value.from, to: value.to, unit });
}
