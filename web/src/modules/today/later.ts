/** The times that one tap postpones to. Pure: moments in, moments out, in the browser's own zone. */

export type Later = "tomorrow" | "in3days" | "nextMonday";
export const LATERS: Later[] = ["tomorrow", "in3days", "nextMonday"];

/** The hour at which something without a time of its own comes back. */
const MORNING = 9;

/** The same time of day as `due`, or nine in the morning, on a later day counted from `now`. */
export function laterThan(now: Date, due: string | null, choice: Later): Date {
  const at = new Date(now);
  const days =
    choice === "tomorrow" ? 1 : choice === "in3days" ? 3 : ((8 - at.getDay()) % 7) + (at.getDay() === 1 ? 7 : 0);
  at.setDate(at.getDate() + days);
  const old = due && due.length > 10 ? new Date(due) : null;
  at.setHours(old ? old.getHours() : MORNING, old ? old.getMinutes() : 0, 0, 0);
  return at;
}
