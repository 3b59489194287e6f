/** What stands in the calendars of some people, and giving things another time: shown at once, taken back on demand. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, patch, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Rec } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/calendar";
import { forget } from "@/records/data";
import { formatMoment } from "@/ui/format";
import { toast } from "@/ui/toast";
import { askScope } from "./dialogs";
import { addDays } from "./time";
import { type Calendar, type Edited, type Item, keyOf, type Scope } from "./types";

const KEY = ["calendar"];
/** Which field holds the time of what is no meeting. */
const FIELD: Record<string, string> = { task: "due_at", visit: "planned_at", customer: "next_follow_up_at" };

export function useCalendar(days: string[], people: number[]) {
  // The server counts days in the company's zone; a day on either side covers every other.
  const from = addDays(days[0] ?? "", -1);
  const to = addDays(days.at(-1) ?? "", 1);
  return useQuery({
    queryKey: [...KEY, from, to, people],
    queryFn: ({ signal }) => get<Calendar>("calendar", { from, to, people: people.join(",") || undefined }, signal),
    staleTime: 30_000,
    placeholderData: (before) => before,
  });
}

export function useRefresh(): (entity: string) => void {
  const client = useQueryClient();
  return (entity) => {
    void client.invalidateQueries({ queryKey: KEY });
    void client.invalidateQueries({ queryKey: ["today"] });
    void forget(client, entity);
  };
}

type Undo = () => Promise<unknown>;

const takeBack =
  ({ undo }: Edited): Undo =>
  () =>
    post("calendar/undo", { undo });

/** Moves the meeting, in the extent of `scope`; answers how to move it back. */
async function moveMeeting(item: Item, next: Item, scope: Scope): Promise<Undo> {
  const done = await post<Edited>("calendar/change", {
    meeting: item.id,
    version: item.version,
    scope,
    occurrence: item.occurrence ?? undefined,
    starts_at: next.starts_at,
    ends_at: next.ends_at,
  });
  return takeBack(done);
}

async function moveOther(item: Item, next: Item): Promise<Undo> {
  const field = FIELD[item.entity];
  if (!field) return async () => {};
  const path = `${item.entity}/${item.id}`;
  const saved = await patch<Rec>(path, { [field]: next.starts_at }, { version: item.version });
  return () => patch(path, { [field]: item.starts_at }, { version: saved.version });
}

export function useMove() {
  const refresh = useRefresh();
  /** Shown at their new place until the server has said yes or no. */
  const [moving, setMoving] = useState<Item | null>(null);

  const undoing = (entity: string, back: Undo) => (): void => {
    back()
      .then(() => toast(t("calendar.undone")))
      .catch((error) => toast(messageOf(error), { kind: "bad" }))
      .finally(() => refresh(entity));
  };

  const move = async (item: Item, next: Item): Promise<void> => {
    if (item.starts_at === next.starts_at) return;
    setMoving(next);
    try {
      const scope = item.occurrence ? await askScope(item, "move") : "all";
      if (!scope) return;
      const back = await (item.entity === "meeting" ? moveMeeting(item, next, scope) : moveOther(item, next));
      const undo = undoing(item.entity, back);
      const when = formatMoment(next.starts_at);
      toast(t("calendar.moved", { title: item.title, when }), {
        kind: "good",
        action: { label: t("common.undo"), run: undo },
      });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setMoving(null);
      refresh(item.entity);
    }
  };

  /** Takes a meeting away, after the question how much of it. */
  const remove = async (item: Item): Promise<boolean> => {
    const scope = await askScope(item, "remove");
    if (!scope) return false;
    try {
      const done = await post<Edited>("calendar/remove", {
        meeting: item.id,
        version: item.version,
        scope,
        occurrence: item.occurrence ?? undefined,
      });
      toast(t("calendar.removed", { title: item.title }), {
        kind: "good",
        action: { label: t("common.undo"), run: undoing("meeting", takeBack(done)) },
      });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
      return false;
    } finally {
      refresh("meeting");
    }
    return true;
  };

  /** After an edit of a part of a series. */
  const edited = (item: Item, undo: number | null): void => {
    toast(t("calendar.edited", { title: item.title }), {
      kind: "good",
      action: { label: t("common.undo"), run: undoing("meeting", takeBack({ id: null, undo })) },
    });
    refresh("meeting");
  };

  const place = (items: Item[]): Item[] =>
    moving ? items.map((item) => (keyOf(item) === keyOf(moving) ? moving : item)) : items;

  return { move, remove, edited, place };
}
