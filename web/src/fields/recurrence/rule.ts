/** RRULE text (RFC 5545) as the parts that a person chooses, and back. The server has the last word. */
import { type MessageKey, t } from "@/i18n";
import "@/i18n/words/recurrence";
import { dayOf } from "@/ui/format";

export const FREQUENCIES = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;
export type Frequency = (typeof FREQUENCIES)[number];
export const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export type Day = (typeof DAYS)[number];

export interface Repeat {
  freq: Frequency;
  interval: number;
  /** Of a weekly rule; none means the weekday of the first one. */
  days: Day[];
  /** Of a monthly rule; -1 is the last day, null the day of the first one. */
  monthDay: number | null;
  count: number | null;
  /** As the rule spells it, `20271231` or a moment: what nobody changes is sent back as it came. */
  until: string | null;
}

export const EVERY_WEEK: Repeat = { freq: "WEEKLY", interval: 1, days: [], monthDay: null, count: null, until: null };

const isDay = (text: string): text is Day => (DAYS as readonly string[]).includes(text);

/** Null for no rule and for one that says more than these parts. */
export function parseRule(value: unknown): Repeat | null {
  if (typeof value !== "string" || !value.trim()) return null;
  const parts = new Map(
    value
      .trim()
      .toUpperCase()
      .replace(/^RRULE:/, "")
      .split(";")
      .map((part) => part.split("=", 2) as [string, string]),
  );
  const freq = parts.get("FREQ") as Frequency | undefined;
  const days = parts.get("BYDAY")?.split(",") ?? [];
  const monthDay = parts.get("BYMONTHDAY");
  const known = new Set(["FREQ", "INTERVAL", "COUNT", "UNTIL"]);
  if (freq === "WEEKLY") known.add("BYDAY").add("WKST");
  if (freq === "MONTHLY") known.add("BYMONTHDAY");
  if (!freq || !FREQUENCIES.includes(freq) || [...parts.keys()].some((name) => !known.has(name))) return null;
  if (!days.every(isDay) || (monthDay !== undefined && !/^(-1|\d{1,2})$/.test(monthDay))) return null;
  return {
    freq,
    interval: Number(parts.get("INTERVAL") ?? 1),
    days: DAYS.filter((day) => days.includes(day)),
    monthDay: monthDay === undefined ? null : Number(monthDay),
    count: parts.has("COUNT") ? Number(parts.get("COUNT")) : null,
    until: parts.get("UNTIL") ?? null,
  };
}

export function ruleText(rule: Repeat): string {
  const parts = [`FREQ=${rule.freq}`];
  if (rule.interval > 1) parts.push(`INTERVAL=${rule.interval}`);
  if (rule.freq === "WEEKLY" && rule.days.length > 0)
    parts.push(`BYDAY=${DAYS.filter((day) => rule.days.includes(day)).join(",")}`);
  if (rule.freq === "MONTHLY" && rule.monthDay !== null) parts.push(`BYMONTHDAY=${rule.monthDay}`);
  if (rule.count !== null) parts.push(`COUNT=${rule.count}`);
  else if (rule.until !== null) parts.push(`UNTIL=${rule.until}`);
  return parts.join(";");
}

/** `20271231` and `20271231T015959Z` → `2027-12-31`. */
export function untilDay(until: string): string {
  const [, year, month, day, clock] = /^(\d{4})(\d\d)(\d\d)(T\d{6}Z)?$/.exec(until) ?? [];
  if (!year) return until;
  const plain = `${year}-${month}-${day}`;
  if (!clock) return plain;
  return dayOf(new Date(`${plain}T${clock.slice(1, 3)}:${clock.slice(3, 5)}:${clock.slice(5, 7)}Z`));
}

/** “每 2 周的周一、三，共 6 次”. A rule that says more than these parts is shown as it is written. */
export function recurrenceText(value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  const rule = parseRule(value);
  if (!rule) return String(value);
  const many = rule.interval > 1;
  let how = t(`recurrence.${many ? "n" : ""}${rule.freq}` as MessageKey, { n: rule.interval });
  if (rule.days.length > 0) {
    const days = rule.days.map((day) => t(`recurrence.${day}`)).join(t("recurrence.and"));
    how = t(many ? "recurrence.onDaysN" : "recurrence.onDays", { how, days });
  }
  if (rule.monthDay === -1) how = t("recurrence.onLast", { how });
  else if (rule.monthDay !== null) how = t("recurrence.onDay", { how, n: rule.monthDay });
  if (rule.count !== null) return t("recurrence.count", { how, n: rule.count });
  return rule.until === null ? how : t("recurrence.until", { how, day: untilDay(rule.until) });
}
