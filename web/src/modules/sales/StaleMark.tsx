/** On a card of the board: it has been in its stage too long. */
import "@/i18n/words/sales";
import dayjs from "dayjs";
import { t } from "@/i18n";
import type { SlotProps } from "@/slots";
import { dayOf } from "@/ui/format";

export default function StaleMark({ record }: SlotProps["boardCard"]) {
  const from = typeof record.stale_on === "string" ? record.stale_on : null;
  const today = dayOf(new Date());
  if (!from || from > today || (record.state !== undefined && record.state !== "open")) return null;
  return (
    <p className="board-card__mark">
      <span className="tag tag--orange">{t("sales.stale", { n: dayjs(today).diff(from, "day") + 1 })}</span>
    </p>
  );
}
