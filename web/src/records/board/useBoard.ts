/** The logic of the board: its columns, further cards of one, and moving a card with all that may come of it. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { get, listOf } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Board, BoardColumn, Condition, EntityMeta, Page, Rec, Ref } from "@/api/types";
import { t } from "@/i18n";
import { allOf } from "@/meta/condition";
import { fieldMap } from "@/meta/hooks";
import { toast } from "@/ui/toast";
import { forget } from "../data";
import { narrowed } from "../list/narrowed";
import type { ListModel } from "../list/useList";
import { useMove, type Value } from "./useMove";

const CARDS = 20;
const MAX_WITHIN = 50;

export function useBoard(meta: EntityMeta, list: ListModel) {
  const client = useQueryClient();
  const save = useMove(meta);
  const kanban = meta.list.kanban;
  const fields = useMemo(() => fieldMap(meta), [meta]);
  const names = [...new Set([...list.words.fields, ...(kanban?.sums ?? [])])].filter((name) => fields.has(name));
  const filter = narrowed(list, kanban?.open_only);
  const words = {
    filter: filter ? JSON.stringify(filter) : undefined,
    q: list.url.q,
    sort: list.sortText ?? undefined,
    fields: names.join(","),
    within: list.url.within,
    limit: CARDS,
  };
  const key = ["records", meta.key, "board", words];
  const board = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => get<Board>(`${meta.key}/board`, words, signal),
    staleTime: 15_000,
    placeholderData: keepPreviousData,
  });
  const above = kanban?.within ? fields.get(kanban.within) : undefined;
  const choices = useQuery({
    queryKey: ["records", above?.link ?? "", "within"],
    queryFn: async ({ signal }) => {
      const rows = listOf(await get<Page>(above?.link ?? "", { limit: MAX_WITHIN }, signal));
      return rows.map((row) => ({ id: row.id, title: String(row.name ?? row.id) }) satisfies Ref);
    },
    enabled: Boolean(above?.link),
    staleTime: 5 * 60_000,
  });
  const [busy, setBusy] = useState<number | null>(null);
  const [loading, setLoading] = useState<Value>(null);
  const patch = (change: (columns: BoardColumn[]) => BoardColumn[]): void => {
    client.setQueryData<Board>(key, (old) => (old ? { ...old, columns: change(old.columns) } : old));
  };

  const more = async (column: BoardColumn): Promise<void> => {
    if (!kanban || !column.next) return;
    setLoading(column.value);
    try {
      const one: Condition = { field: kanban.field, op: "eq", value: column.value };
      const inside: Condition | undefined =
        kanban.within && board.data?.within ? { field: kanban.within, op: "eq", value: board.data.within } : undefined;
      const page = await get<Page>(meta.key, {
        ...words,
        within: undefined,
        filter: JSON.stringify(allOf(filter, one, inside)),
        cursor: column.next,
      });
      patch((columns) =>
        columns.map((old) =>
          old.value === column.value ? { ...old, items: [...old.items, ...page.items], next: page.next } : old,
        ),
      );
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    setLoading(null);
  };

  const shift = (record: Rec, to: Value): void =>
    patch((columns) =>
      columns.map((column) => {
        const had = column.items.some((item) => item.id === record.id);
        const items = column.items.filter((item) => item.id !== record.id);
        if (column.value === to) return { ...column, count: column.count + (had ? 0 : 1), items: [record, ...items] };
        return had ? { ...column, count: column.count - 1, items } : column;
      }),
    );

  /** Shown at once where it goes; taken back where the guards refuse it. */
  const move = async (record: Rec, from: Value, to: BoardColumn, undoing = false): Promise<void> => {
    if (!kanban || from === to.value) return;
    const name = String(record[meta.title] ?? `#${record.id}`);
    shift(record, to.value);
    setBusy(record.id);
    const saved = await save(record, kanban.field, to.value, to.title);
    setBusy(null);
    await forget(client, meta.key);
    if (!saved) return;
    const undo = (): void => {
      const back = board.data?.columns.find((one) => one.value === from);
      if (back) void move({ ...record, version: saved.version }, to.value, back, true);
    };
    toast(t(undoing ? "board.undone" : "board.moved", { name, column: to.title }), {
      kind: "good",
      action: undoing ? undefined : { label: t("common.undo"), run: undo },
    });
  };

  return { board, choices: choices.data ?? [], above, busy, loading, more, move };
}

/** On a phone one column at a time. */
export function useColumn(columns: BoardColumn[] | undefined): [string, (key: string) => void] {
  const [chosen, setChosen] = useState("");
  useEffect(() => {
    if (columns?.length && !columns.some((column) => String(column.value) === chosen)) {
      setChosen(String((columns.find((column) => column.count > 0) ?? columns[0])?.value));
    }
  }, [columns, chosen]);
  return [chosen, setChosen];
}
