/** Turns a refusal of the server into what a form can show. */
import { ApiError } from "./client";
import type { FieldError } from "./types";

export interface FormErrors {
  /** By field name. */
  fields: Record<string, string>;
  /** What belongs to no field of this form. */
  summary: string[];
  /** Of rows of a document: list → place of the row as it was sent → field ("" is the row itself) → what is wrong. */
  rows?: Record<string, Record<number, Record<string, string>>>;
}

/** `contacts.0.phone` and `phone` both name a field; the first known part of a path decides. */
function fieldOf(path: string, known: ReadonlySet<string>): string | null {
  if (known.has(path)) return path;
  for (const part of path.split(/[./]/)) if (known.has(part)) return part;
  return null;
}

/** `lines/3/quantity` is the field `quantity` of the fourth row of `lines`. */
function rowOf(path: string, lists: readonly string[]): [string, number, string] | null {
  const [list = "", place = "", ...rest] = path.split(/[./]/);
  return lists.includes(list) && /^\d+$/.test(place) ? [list, Number(place), rest.join(".")] : null;
}

export function formErrors(error: unknown, names: Iterable<string>, lists: readonly string[] = []): FormErrors {
  const known = new Set(names);
  const result: FormErrors = { fields: {}, summary: [] };
  if (!(error instanceof ApiError)) {
    result.summary.push(error instanceof Error ? error.message : String(error));
    return result;
  }
  for (const item of error.problem.errors ?? []) {
    const row = rowOf(item.path, lists);
    if (row) {
      const [list, place, field] = row;
      result.rows ??= {};
      result.rows[list] ??= {};
      result.rows[list][place] = { ...result.rows[list][place], [field]: item.message };
      continue;
    }
    const name = fieldOf(item.path, known);
    if (name) result.fields[name] = result.fields[name] ? `${result.fields[name]} ${item.message}` : item.message;
    else result.summary.push(item.message);
  }
  if (result.summary.length === 0 && Object.keys(result.fields).length === 0 && !result.rows)
    result.summary.push(error.message);
  return result;
}

export interface FieldConflict {
  field: string;
  mine: unknown;
  theirs: unknown;
}

/** The fields in which two editors differ, from a 412 answer. */
export function conflictsOf(error: ApiError): FieldConflict[] {
  const differing = (item: FieldError): boolean => item.params !== undefined && "theirs" in item.params;
  return (error.problem.errors ?? []).filter(differing).map((item) => ({
    field: item.path,
    mine: item.params?.yours,
    theirs: item.params?.theirs,
  }));
}

/** One sentence for a toast. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError) {
    const first = error.problem.errors?.[0]?.message;
    return first && first !== error.message ? `${error.message} ${first}` : error.message;
  }
  return error instanceof Error ? error.message : String(error);
}
