/** Days of the calendar, without clocks and zones. A day is `2026-11-22`, a month `2026-11`. */
import { currentLocale } from "@/i18n";

const DAY_MS = 86_400_000;
export const WEEK_DAYS = 7;

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

export const isDay = (text: unknown): text is string =>
  typeof text === "string" && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

export const isMonth = (text: unknown): text is string => typeof text === "string" && isDay(`${text}-01`);

/** Monday is the first day of the week. */
export const weekdayOf = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % WEEK_DAYS;
export const mondayOf = (day: string): string => addDays(day, -weekdayOf(day));

export const runOf = (first: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => addDays(first, at));

/** The first day of the month that lies so many months after that of the day. */
export function monthAfter(day: string, by: number): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + by, 1)).toISOString().slice(0, 10);
}

/** Whole weeks around the month of the day. */
export function weeksAround(day: string): string[] {
  const first = `${day.slice(0, 7)}-01`;
  const start = mondayOf(first);
  const last = addDays(monthAfter(first, 1), -1);
  return runOf(start, Math.ceil((daysBetween(start, last) + 1) / WEEK_DAYS) * WEEK_DAYS);
}

/** A day is no moment: it is told without a zone. */
export function dayText(day: string, options: Intl.DateTimeFormatOptions): string {
  const locale = currentLocale() === "en" ? "en-GB" : "zh-CN";
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}
