/** “X天后回收”: when the rows of a list fall into a pool. */
import "@/i18n/words/listBar";
import { get, listOf } from "@/api/client";
import { t } from "@/i18n";
import type { AddedCell } from "@/slots/columns";
import type { Due } from "./data";

/** Earlier than this the column says nothing. */
const SOON_DAYS = 30;

export const toneOf = (days: number): string => (days <= 3 ? "red" : days <= 7 ? "orange" : "gray");

export async function load(entity: string, ids: number[], signal?: AbortSignal): Promise<Record<number, AddedCell>> {
  const answer = await get<{ items: (Due & { id: number })[] }>("pool/due", { entity, ids: ids.join(",") }, signal);
  return Object.fromEntries(
    listOf(answer)
      .filter((due) => due.days <= SOON_DAYS)
      .map((due) => [
        due.id,
        { text: due.days <= 0 ? t("pools.tonight") : t("pools.inDays", { n: due.days }), color: toneOf(due.days) },
      ]),
  );
}
