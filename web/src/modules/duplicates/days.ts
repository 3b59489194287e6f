import { t } from "@/i18n";
import "@/i18n/words/duplicates";
import { dayOf } from "@/ui/format";

const DAY_MS = 86_400_000;

/** A calendar day as people count it: today, yesterday, N days ago; the day itself beyond half a year. */
export function formatDays(day: string, now = new Date()): string {
  const days = Math.round((Date.parse(dayOf(now)) - Date.parse(day)) / DAY_MS);
  if (days <= 0) return t("duplicates.today");
  if (days === 1) return t("duplicates.yesterday");
  return days > 180 ? day : t("duplicates.daysAgo", { n: days });
}
