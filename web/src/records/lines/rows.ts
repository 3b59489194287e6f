/** The rows of a document while they are edited: what can be done to them, and what of them is sent. Nothing here draws. */
import type { FieldMeta, LinesMeta, Money, Rec } from "@/api/types";
import { isMoney } from "@/fields/money/Display";
import { kitOf } from "@/fields/registry";
import { isEmpty } from "@/fields/types";
import { addDecimals } from "./decimal";

/** At most so many rows are edited at once. */
export const MAX_LINES = 500;

export interface Line {
  /** Of this browser; stable while the row moves. */
  key: string;
  /** Of the server; a row without one is new. */
  id?: number;
  /** In read form: a link is {id, title}. */
  values: Record<string, unknown>;
  /** Values that are shown in part only; they are not sent back. */
  masked?: readonly string[];
}

/** Line key → field ("" is the row itself) → what is wrong. */
export type LineErrors = Record<string, Record<string, string>>;

export interface LineColumn {
  field: FieldMeta;
  editable: boolean;
  summed: boolean;
}

let made = 0;

export const newLine = (values: Record<string, unknown> = {}): Line => {
  made += 1;
  return { key: `n${Date.now().toString(36)}${made}`, values };
};

/** Rows as the server told them. */
export const toLines = (records: unknown): Line[] =>
  (Array.isArray(records) ? (records as Rec[]) : []).map((record) => {
    const { id, version: _version, _can, _masked, ...values } = record;
    return typeof id === "number" ? { key: `r${id}`, id, values, masked: _masked } : newLine(values);
  });

const SUMMED = /(^|_)(quantity|qty|count|amount)$/;

/** The columns of a list in its own order; without any, all fields that are not the system's. */
export function lineColumns(list: LinesMeta, fields: readonly FieldMeta[]): LineColumn[] {
  const seen = new Map(fields.filter((field) => field.view !== "hidden").map((field) => [field.name, field]));
  const names = list.columns.length > 0 ? list.columns : [...seen.keys()].filter((name) => name !== "position");
  return names.flatMap((name) => {
    const field = seen.get(name);
    if (!field || name === list.field) return [];
    const isNumber = ["decimal", "integer", "duration"].includes(field.type);
    const isAmount = field.type === "money" && !/price/.test(name);
    return [{ field, editable: field.edit && !field.read_only, summed: isAmount || (isNumber && SUMMED.test(name)) }];
  });
}

const titleOf = (value: unknown): unknown =>
  value && typeof value === "object" && "title" in value ? value.title : undefined;

/** The columns worth reading: not those that are empty in every row, nor a text that only repeats the title of a link
 * beside it. */
export function telling(columns: readonly LineColumn[], lines: readonly Line[]): LineColumn[] {
  if (lines.length === 0) return [...columns];
  const says = (line: Line, name: string): boolean => {
    const value = line.values[name];
    return line.masked?.includes(name) === true || !(isEmpty(value) || Number(value) === 0);
  };
  const repeats = (name: string): boolean =>
    columns.some(({ field }) => field.name !== name && lines.every((line) => repeated(line, name, field.name)));
  return columns.filter(
    ({ field, summed }) => (summed || lines.some((line) => says(line, field.name))) && !repeats(field.name),
  );
}

const repeated = (line: Line, text: string, link: string): boolean => {
  const title = titleOf(line.values[link]);
  return title !== undefined && title === line.values[text];
};

export const defaultsOf = (columns: readonly LineColumn[]): Record<string, unknown> =>
  Object.fromEntries(
    columns
      .filter(({ field, editable }) => editable && field.default !== null && field.default !== undefined)
      .map(({ field }) => [field.name, field.default]),
  );

/** Nothing was typed in it: it is neither sent nor complained about. */
export function isBlank(line: Line, columns: readonly LineColumn[]): boolean {
  if (line.id !== undefined) return false;
  return columns.every(
    ({ field, editable }) =>
      !editable || isEmpty(line.values[field.name]) || same(line.values[field.name], field.default ?? null),
  );
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

export interface SentLines {
  rows: Record<string, unknown>[];
  /** The line behind each row that is sent: errors come back by place. */
  keys: string[];
}

/** What the server gets: id and editable values in write form, blank rows left out. */
export function wireLines(lines: readonly Line[], columns: readonly LineColumn[]): SentLines {
  const kept = lines.filter((line) => !isBlank(line, columns));
  const rows = kept.map((line) => {
    const row: Record<string, unknown> = line.id === undefined ? {} : { id: line.id };
    for (const { field, editable } of columns) {
      if (!editable || line.masked?.includes(field.name)) continue;
      const value = line.values[field.name];
      if (line.id !== undefined || !isEmpty(value)) row[field.name] = kitOf(field).toApi(value ?? null);
    }
    return row;
  });
  return { rows, keys: kept.map((line) => line.key) };
}

/** Required fields that are empty, by line. */
export function missingIn(
  lines: readonly Line[],
  columns: readonly LineColumn[],
  say: (field: FieldMeta) => string,
): LineErrors {
  const errors: LineErrors = {};
  for (const line of lines) {
    if (isBlank(line, columns)) continue;
    for (const { field, editable } of columns) {
      if (editable && field.required && field.type !== "boolean" && isEmpty(line.values[field.name]))
        errors[line.key] = { ...errors[line.key], [field.name]: say(field) };
    }
  }
  return errors;
}

export const insertAt = (lines: readonly Line[], at: number, added: readonly Line[]): Line[] =>
  [...lines.slice(0, at), ...added, ...lines.slice(at)].slice(0, MAX_LINES);

export const removeKey = (lines: readonly Line[], key: string): Line[] => lines.filter((line) => line.key !== key);

/** A copy below the row, without what only the server knows. */
export function duplicate(lines: readonly Line[], key: string, columns: readonly LineColumn[]): Line[] {
  const at = lines.findIndex((line) => line.key === key);
  const line = lines[at];
  if (!line) return [...lines];
  const kept = columns.filter(({ editable }) => editable).map(({ field }) => [field.name, line.values[field.name]]);
  return insertAt(lines, at + 1, [newLine(Object.fromEntries(kept))]);
}

export function move(lines: readonly Line[], from: number, to: number): Line[] {
  const next = [...lines];
  const [line] = next.splice(from, 1);
  if (!line || to < 0 || to > next.length) return [...lines];
  next.splice(to, 0, line);
  return next;
}

export const setValues = (lines: readonly Line[], key: string, values: Record<string, unknown>): Line[] =>
  lines.map((line) => {
    if (line.key !== key) return line;
    const masked = line.masked?.filter((name) => !(name in values));
    return { ...line, values: { ...line.values, ...values }, masked };
  });

/** The sum of a column, in its own type; null where there is nothing to add up or currencies differ. */
export function sumOf(values: readonly unknown[]): string | Money | null {
  const filled = values.filter((value) => !isEmpty(value));
  if (filled.length === 0) return null;
  if (filled.every(isMoney)) {
    const currency = filled[0]?.currency ?? "CNY";
    if (filled.some((value) => value.currency !== currency)) return null;
    return { amount: addDecimals(filled.map((value) => String(value.amount))), currency };
  }
  return addDecimals(filled.map(String));
}
