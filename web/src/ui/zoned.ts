/** Moments by the clocks of the person's own zone, wherever the device stands, and pickers that show them so.
 *
 * A picker works with a `Dayjs` of the device. What it is given here has the day and the hour of the person's clock as
 * its parts; it is no moment itself until `momentPicked` makes it one.
 */
import dayjs, { type Dayjs } from "dayjs";
import { COMPANY_ZONE, formatMoment } from "./format";

const MINUTE_MS = 60_000;

export interface Wall {
  day: string;
  /** Since midnight. */
  minutes: number;
}

/** `allDay`: by the company's clock, which whole days follow wherever one is. */
export function wallOf(moment: string, allDay = false): Wall {
  const [day = "", clock = "0:0"] = formatMoment(moment, allDay ? COMPANY_ZONE : undefined).split(" ");
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return { day, minutes: hours * 60 + minutes };
}

const plain = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, "Z");

/** `2026-11-25` and 600 → the moment at which clocks there show ten. Minutes beyond a day lie in the days after. */
export function momentOf(day: string, minutes: number, allDay = false): string {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minutes * MINUTE_MS;
  let guess = wanted;
  // Twice, as the first guess may lie on the other side of a change of the clocks.
  for (let round = 0; round < 2; round += 1) {
    const seen = wallOf(new Date(guess).toISOString(), allDay);
    guess += wanted - (Date.parse(`${seen.day}T00:00:00Z`) + seen.minutes * MINUTE_MS);
  }
  return plain(guess);
}

/** What a picker shows for a moment; nothing for what is none. */
export function picked(moment: string): Dayjs | null {
  const shown = dayjs(formatMoment(moment));
  return shown.isValid() ? shown : null;
}

/** The moment that somebody chose in a picker. */
export const momentPicked = (shown: Dayjs): string =>
  momentOf(shown.format("YYYY-MM-DD"), shown.hour() * 60 + shown.minute());

/** The present as a picker shows it. */
export const nowShown = (): Dayjs => dayjs(formatMoment(new Date().toISOString()));

/** Pickers ask for the present by this name to mark the day and to fill “now”; without it they take the device's. */
dayjs.extend((_options, Day) => {
  (Day.prototype as { tz?: () => Dayjs }).tz = nowShown;
});
