/** The times that one tap postpones to: moments in, moments out, by the clock of the person. */
import { addDays, weekdayOf } from "@/ui/days";
import { momentOf, wallOf } from "@/ui/zoned";

export type Later = "tomorrow" | "in3days" | "nextMonday";
export const LATERS: Later[] = ["tomorrow", "in3days", "nextMonday"];

/** The time of day at which something without one of its own comes back. */
const MORNING = 9 * 60;

/** The same time of day as `due`, or nine in the morning, on a later day counted from `now`. */
export function laterThan(now: string, due: string | null, choice: Later): string {
  const today = wallOf(now).day;
  const days = choice === "tomorrow" ? 1 : choice === "in3days" ? 3 : 7 - weekdayOf(today);
  return momentOf(addDays(today, days), due && due.length > 10 ? wallOf(due).minutes : MORNING);
}
