/** The logic of a list's calendar: a month of records, and giving one of them another day with all that may come of it. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, useState } from "react";
import { get } from "@/api/client";
import type { ActionMeta, EntityMeta, FieldMeta, Rec, RecordCalendar } from "@/api/types";
import { t } from "@/i18n";
import { namesIn } from "@/meta/condition";
import { fieldMap } from "@/meta/hooks";
import { dayText } from "@/ui/days";
import { openDialog } from "@/ui/dialogs";
import { toast } from "@/ui/toast";
import { useMove } from "../board/useMove";
import { forget } from "../data";
import { narrowed } from "../list/narrowed";
import type { ListModel } from "../list/useList";
import { shifted } from "./shifted";

const ActionDialog = lazy(() => import("../record/ActionDialog"));

/** Of a day: what fits its cell, and on a phone what a list of the day shows. */
const CARDS = 4;
const LINES = 20;

/** The day as people write it. */
export const dayName = (day: string): string => dayText(day, { month: "long", day: "numeric", weekday: "short" });

export function useRecordCalendar(meta: EntityMeta, list: ListModel, month: string, phone: boolean) {
  const client = useQueryClient();
  const save = useMove(meta);
  const declared = meta.list.calendar;
  const fields = fieldMap(meta);
  const field = fields.get(declared?.date ?? "");
  const amount = fields.get(meta.list.card?.amount ?? "");
  const filter = narrowed(list, declared?.open_only);
  const own = declared?.open_only;
  // What the calendar shows at first tells also which past days are late.
  const judged = own ? namesIn(own) : [];
  const names = [...list.words.fields, ...(declared?.sums ?? []), declared?.date ?? "", ...judged];
  const words = {
    month,
    filter: filter ? JSON.stringify(filter) : undefined,
    q: list.url.q,
    // The largest come first: a cell shows few.
    sort: amount?.sortable && amount.view === "full" ? `-${amount.name}` : (list.sortText ?? undefined),
    fields: [...new Set(names)].filter((name) => fields.has(name)).join(","),
    limit: phone ? LINES : CARDS,
  };
  const key = ["records", meta.key, "calendar", words];
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => get<RecordCalendar>(`${meta.key}/calendar`, words, signal),
    staleTime: 15_000,
    placeholderData: keepPreviousData,
  });
  const [busy, setBusy] = useState<number | null>(null);

  /** Shown at once where it goes; taken back where the guards refuse it. */
  const move = async (record: Rec, to: string, undoing = false): Promise<void> => {
    const from = field && record[field.name];
    if (!field || typeof from !== "string" || from === to) return;
    const name = String(record[meta.title] ?? `#${record.id}`);
    client.setQueryData<RecordCalendar>(key, (old) =>
      old ? { ...old, days: shifted(old.days, { ...record, [field.name]: to }, to) } : old,
    );
    setBusy(record.id);
    const saved = await save(record, field.name, to, dayName(to));
    setBusy(null);
    await forget(client, meta.key);
    if (!saved) return;
    const undo = (): void => void move({ ...record, version: saved.version, [field.name]: to }, from, true);
    toast(t(undoing ? "listCalendar.undone" : "listCalendar.moved", { name, field: field.label, day: dayName(to) }), {
      kind: "good",
      action: undoing ? undefined : { label: t("common.undo"), run: undo },
    });
  };

  /** The same for who does not drag. */
  const ask = async (record: Rec): Promise<void> => {
    if (!field) return;
    const input: FieldMeta[] = [{ ...field, required: true, default: record[field.name] }];
    const action: ActionMeta = { key: "move", label: t("listCalendar.moveTitle", { field: field.label }), input };
    const to = await openDialog<string>((close) => {
      let chosen: string | null = null;
      const run = async (values: Record<string, unknown>): Promise<void> => {
        chosen = typeof values[field.name] === "string" ? String(values[field.name]) : null;
      };
      return (
        <ActionDialog
          action={{ ...action, confirm: String(record[meta.title] ?? "") }}
          entity={meta.key}
          run={run}
          onClose={() => close(chosen)}
        />
      );
    });
    if (to) await move(record, to);
  };

  return { query, field, amount, busy, move, ask };
}

export type RecordCalendarModel = ReturnType<typeof useRecordCalendar>;
