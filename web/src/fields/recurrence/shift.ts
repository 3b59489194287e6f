import { DAYS, parseRule, ruleText } from "./rule";

/** The rule of a series whose days move by so many: Mondays become Tuesdays, the 15th becomes the day of the first one.
 * Null where the rule names no days or says more than is known here. */
export function shiftedRule(text: unknown, days: number): string | null {
  const rule = parseRule(text);
  if (!rule || days === 0) return null;
  if (rule.freq === "WEEKLY" && rule.days.length > 0) {
    const to = (at: number): number => (((at + days) % 7) + 7) % 7;
    const moved = rule.days.flatMap((day) => DAYS[to(DAYS.indexOf(day))] ?? []);
    return ruleText({ ...rule, days: moved });
  }
  if (rule.freq === "MONTHLY" && rule.monthDay !== null) return ruleText({ ...rule, monthDay: null });
  return null;
}
