/** Spans of time in words. */
import { t } from "@/i18n";
import "@/i18n/words/calendar";
import { COMPANY_ZONE, formatMoment } from "@/ui/format";
import { addDays, clockText, dayText, stepped, wallOf } from "./time";
import type { Item, View } from "./types";

const DATE: Intl.DateTimeFormatOptions = { year: "numeric", month: "long", day: "numeric" };

/** “2026-11-25 09:00 – 10:00”, with the second day where it is another. */
export function whenText(item: Item): string {
  const zone = item.all_day ? COMPANY_ZONE : undefined;
  const [day, clock] = formatMoment(item.starts_at, zone).split(" ");
  const [endDay, endClock] = formatMoment(item.ends_at, zone).split(" ");
  if (item.all_day) {
    // It ends where the day after begins.
    const last = endClock === "00:00" && endDay !== day ? addDays(endDay ?? "", -1) : endDay;
    return `${day === last ? day : `${day} – ${last}`} ${t("calendar.allDay")}`;
  }
  if (item.starts_at === item.ends_at) return `${day} ${clock}`;
  return `${day} ${clock} – ${day === endDay ? endClock : `${endDay} ${endClock}`}`;
}

/** What is read out: “09:00 例会，会议”. */
export function itemLabel(item: Item): string {
  const when = item.all_day ? t("calendar.allDay") : clockText(wallOf(item.starts_at).minutes);
  const parts = [`${when} ${item.title}`, t(`calendar.kind_${item.kind}`)];
  if (item.done) parts.push(t("calendar.done"));
  return parts.join(t("calendar.comma"));
}

/** The heading of what is shown. */
export function periodText(view: View, day: string, days: string[]): string {
  if (view === "month") return dayText(day, { year: "numeric", month: "long" });
  if (view === "day") return dayText(day, { ...DATE, weekday: "long" });
  const last = days.at(-1) ?? stepped(view, day, 1);
  return `${dayText(days[0] ?? day, DATE)} – ${dayText(last, { month: "long", day: "numeric" })}`;
}
