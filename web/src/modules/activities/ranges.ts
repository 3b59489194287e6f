/** Which of one's own customers are meant when visits are planned. */
import type { Condition } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/activities";
import { formatMoment } from "@/ui/format";

export const MINE: Condition = { field: "owner", op: "eq", value: "$me" };
export const within = (field: string, from: number, to: number): Condition => ({
  field,
  op: "within",
  value: { unit: "day", from, to },
});
/** As far back as the server reckons. */
const YEARS = -1000;
export const RANGES: Record<"overdue" | "week" | "silent" | "all", Condition> = {
  overdue: { and: [MINE, within("next_follow_up_at", YEARS, 0)] },
  week: { and: [MINE, within("next_follow_up_at", YEARS, 7)] },
  silent: {
    and: [MINE, { or: [{ field: "last_follow_up_at", op: "empty" }, { not: within("last_follow_up_at", -29, 0) }] }],
  },
  all: MINE,
};
export type Range = keyof typeof RANGES;

/** Why a customer stands in the list: when due, when last spoken with. */
export function whyText(dueAt: unknown, lastAt: unknown): string {
  const due = formatMoment(dueAt as string | null);
  const last = formatMoment(lastAt as string | null).slice(0, 10);
  return [due && t("activities.dueAt", { at: due }), last ? t("activities.due30", { at: last }) : t("activities.never")]
    .filter(Boolean)
    .join(" · ");
}
