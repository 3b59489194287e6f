/** What a drawer form knows of its rows: their columns, what is sent, which errors belong to which row. */
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import type { EntityMeta, LinesMeta } from "@/api/types";
import { t } from "@/i18n";
import { entityQuery } from "@/meta/hooks";
import {
  defaultsOf,
  type Line,
  type LineColumn,
  type LineErrors,
  lineColumns,
  missingIn,
  newLine,
  type SentLines,
  toLines,
  wireLines,
} from "./rows";

export interface FormList {
  list: LinesMeta;
  meta: EntityMeta;
  columns: LineColumn[];
}

const NONE: LinesMeta[] = [];

/** The lists of a document with their columns; null until they are known. */
export function useFormLists(meta: EntityMeta): FormList[] | null {
  const lists = meta.lines ?? NONE;
  const answers = useQueries({ queries: lists.map((list) => entityQuery(list.entity)) });
  const metas = answers.map((answer) => answer.data);
  const ready = answers.every((answer) => !answer.isPending);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the metas themselves, not the array that holds them
  const known = useMemo(
    () =>
      lists.flatMap((list, at) => {
        const rowMeta = metas[at];
        return rowMeta ? [{ list, meta: rowMeta, columns: lineColumns(list, rowMeta.fields) }] : [];
      }),
    [lists, ...metas],
  );
  return ready ? known : null;
}

/** Lists of a record as rows; a new document begins with an empty one. */
export const firstLines = (
  lists: readonly FormList[],
  record: Record<string, unknown> | null,
  isNew: boolean,
): Record<string, Line[]> =>
  Object.fromEntries(
    lists.map(({ list, columns }) => {
      const lines = toLines(record?.[list.key]);
      return [list.key, lines.length === 0 && isNew ? [newLine(defaultsOf(columns))] : lines];
    }),
  );

export const linesOf = (values: Readonly<Record<string, unknown>>, key: string): Line[] =>
  (values[key] as Line[] | undefined) ?? [];

export interface ListProblems {
  /** By list, then by row. */
  rows: Record<string, LineErrors>;
  /** By list. */
  whole: Record<string, string>;
}

/** What can be told without asking the server. */
export function checkLists(lists: readonly FormList[], values: Readonly<Record<string, unknown>>): ListProblems | null {
  const problems: ListProblems = { rows: {}, whole: {} };
  for (const { list, columns } of lists) {
    const lines = linesOf(values, list.key);
    const missing = missingIn(lines, columns, (field) => t("form.required", { label: field.label }));
    if (Object.keys(missing).length > 0) problems.rows[list.key] = missing;
    if (list.required && wireLines(lines, columns).rows.length === 0)
      problems.whole[list.key] = t("lines.needed", { label: list.label });
  }
  return Object.keys(problems.rows).length + Object.keys(problems.whole).length > 0 ? problems : null;
}

export const sentLists = (lists: readonly FormList[], values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    lists.map(({ list, columns }): [string, SentLines] => [list.key, wireLines(linesOf(values, list.key), columns)]),
  );

/** Errors by place become errors by row. */
export function byLine(
  rows: Record<string, Record<number, Record<string, string>>> | undefined,
  sent: Record<string, SentLines>,
): Record<string, LineErrors> {
  const found: Record<string, LineErrors> = {};
  for (const [list, places] of Object.entries(rows ?? {})) {
    const keys = sent[list]?.keys ?? [];
    for (const [place, errors] of Object.entries(places)) {
      const key = keys[Number(place)];
      if (key) found[list] = { ...found[list], [key]: errors };
    }
  }
  return found;
}

/** Errors of cells that were changed since are gone. */
export function stillWrong(errors: LineErrors | undefined, before: readonly Line[], now: readonly Line[]): LineErrors {
  const kept: LineErrors = {};
  const old = new Map(before.map((line) => [line.key, line]));
  for (const line of now) {
    const told = errors?.[line.key];
    if (!told) continue;
    const was = old.get(line.key);
    const left = Object.entries(told).filter(
      ([name]) => was === line || (name !== "" && was?.values[name] === line.values[name]),
    );
    if (left.length > 0) kept[line.key] = Object.fromEntries(left);
  }
  return kept;
}
