/** Days and hours of a calendar, as clocks show them where the person is; whole days are those of the company. A day is
 * `2026-11-22`, a time of day is minutes since midnight. */
import { addDays, daysBetween, mondayOf, monthAfter, runOf, WEEK_DAYS, weeksAround } from "@/ui/days";
import { momentOf, wallOf } from "@/ui/zoned";
import type { Item, View } from "./types";

export { addDays, daysBetween, dayText, isDay, mondayOf, weekdayOf } from "@/ui/days";
export { momentOf, type Wall, wallOf } from "@/ui/zoned";

export const DAY_MINUTES = 24 * 60;
/** What has no length is drawn this long. */
export const SHORTEST = 30;

export const AGENDA_DAYS = 14;

/** The days that a view shows around a day. */
export function daysOf(view: View, day: string): string[] {
  if (view === "day") return [day];
  if (view === "week") return runOf(mondayOf(day), WEEK_DAYS);
  if (view === "agenda") return runOf(day, AGENDA_DAYS);
  return weeksAround(day);
}

/** The day that one sees after going on by so many views. */
export function stepped(view: View, day: string, by: number): string {
  if (view !== "month") return addDays(day, by * { day: 1, week: WEEK_DAYS, agenda: AGENDA_DAYS }[view]);
  return monthAfter(day, by);
}

export const clockText = (minutes: number): string => {
  const within = ((minutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  return `${String(Math.floor(within / 60)).padStart(2, "0")}:${String(within % 60).padStart(2, "0")}`;
};

export interface Piece {
  item: Item;
  /** Minutes of the day. */
  from: number;
  to: number;
}

/** What of the items lies on the day, in the order of their beginnings. */
export function piecesOf(items: Item[], day: string): Piece[] {
  return items
    .flatMap((item): Piece[] => {
      const starts = wallOf(item.starts_at, item.all_day);
      const ends = wallOf(item.ends_at, item.all_day);
      const from = daysBetween(day, starts.day) * DAY_MINUTES + starts.minutes;
      const to = daysBetween(day, ends.day) * DAY_MINUTES + ends.minutes;
      const touches = from === to ? from >= 0 && from < DAY_MINUTES : from < DAY_MINUTES && to > 0;
      return touches ? [{ item, from: Math.max(0, from), to: Math.min(DAY_MINUTES, to) }] : [];
    })
    .sort((a, b) => Number(b.item.all_day) - Number(a.item.all_day) || a.from - b.from || b.to - a.to);
}

export const isLong = (piece: Piece): boolean => piece.item.all_day || (piece.from === 0 && piece.to === DAY_MINUTES);

export interface Placed extends Piece {
  lane: number;
  lanes: number;
}

/** Side by side where they overlap. */
export function placed(pieces: Piece[]): Placed[] {
  const done: Placed[] = [];
  let cluster: Placed[] = [];
  let until = -1;
  const close = (): void => {
    const lanes = Math.max(0, ...cluster.map((one) => one.lane + 1));
    done.push(...cluster.map((one) => ({ ...one, lanes })));
    cluster = [];
  };
  for (const piece of [...pieces].sort((a, b) => a.from - b.from || b.to - a.to)) {
    const from = Math.min(piece.from, DAY_MINUTES - SHORTEST);
    const to = Math.max(piece.to, from + SHORTEST);
    if (from >= until) close();
    const busy = new Set(cluster.filter((one) => one.to > from).map((one) => one.lane));
    let lane = 0;
    while (busy.has(lane)) lane += 1;
    cluster.push({ item: piece.item, from, to, lane, lanes: 1 });
    until = cluster.length === 1 ? to : Math.max(until, to);
  }
  close();
  return done;
}

/** The item some days and minutes later, as long as it was by the clock. */
export function shifted(item: Item, days: number, minutes: number): Item {
  const starts = wallOf(item.starts_at, item.all_day);
  const length = Date.parse(item.ends_at) - Date.parse(item.starts_at);
  const starts_at = momentOf(addDays(starts.day, days), starts.minutes + minutes, item.all_day);
  const ends_at = new Date(Date.parse(starts_at) + length).toISOString().replace(/\.\d+Z$/, "Z");
  return { ...item, starts_at, ends_at };
}
