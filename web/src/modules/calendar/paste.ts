/** A pasted list of holidays, as they are announced: `2027-01-01~2027-01-03 休 元旦`. */
import { addDays, daysBetween, isDay } from "./time";
import type { SpecialDay } from "./types";

export interface Pasted {
  days: SpecialDay[];
  /** Numbers of lines, from 1, that cannot be read or lie in another year. */
  bad: { line: number; text: string; why: "malformed" | "year" }[];
}

const MAX_SPAN = 31;
const REST = /^(休|休息|放假|放假日|休息日|off|holiday|rest)$/i;
const WORK = /^(班|上班|调休|调休上班|补班|work|working)$/i;

/** `2027/1/3`, `2027年1月3日` and `1月3日` as `2027-01-03`. */
function dayIn(text: string, year: number): string | null {
  const [, given, month, day] = /^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ?? [];
  if (!month || !day) return null;
  const found = `${given ?? year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isDay(found) && addDays(found, 0) === found ? found : null;
}

export function readPasted(text: string, year: number): Pasted {
  const found: Pasted = { days: [], bad: [] };
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (!line) continue;
    const [span = "", word = "", ...rest] = line.split(/[\s,，;；\t]+/);
    const [from, to] = span.split(/[~～至—–]/).map((part) => dayIn(part, year));
    const last = span.search(/[~～至—–]/) < 0 ? from : to;
    const working = WORK.test(word);
    const days = from && last ? daysBetween(from, last) : -1;
    const readable = (working || REST.test(word)) && days >= 0 && days < MAX_SPAN;
    const within = from?.startsWith(`${year}-`) && last?.startsWith(`${year}-`);
    if (!from || !readable || !within) {
      found.bad.push({ line: at + 1, text: line.slice(0, 40), why: readable ? "year" : "malformed" });
      continue;
    }
    const name = rest.join(" ").slice(0, 60);
    for (let n = 0; n <= days; n += 1) found.days.push({ day: addDays(from, n), working, name });
  }
  return found;
}
