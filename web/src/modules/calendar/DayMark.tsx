import { t } from "@/i18n";
import "@/i18n/words/calendar";
import type { SpecialDay } from "./types";

/** 休 or 班 beside a day that differs from the ordinary week, with its name. */
export function DayMark({ day, named }: { day: SpecialDay | undefined; named?: boolean }) {
  if (!day) return null;
  const word = t(day.working ? "calendar.worked" : "calendar.free");
  return (
    <span className={`cal-mark${day.working ? " cal-mark--work" : ""}`} title={day.name || word}>
      {word}
      {named && day.name && <span className="cal-mark__name"> {day.name}</span>}
    </span>
  );
}
