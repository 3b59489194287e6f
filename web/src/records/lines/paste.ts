/** A block copied from a spreadsheet becomes rows: texts are read by the type of the column that they fall into. */
import { post } from "@/api/client";
import type { Choice, EntityMeta, FieldMeta, Page, Ref } from "@/api/types";
import { choicesOf } from "@/meta/hooks";
import { readDecimal } from "./decimal";
import { insertAt, type Line, type LineColumn, type LineErrors, MAX_LINES, newLine, setValues } from "./rows";

const MAX_LOOKED_UP = 200;
const NUMBERS = new Set(["integer", "decimal", "percent"]);
const LINKS = new Set(["link", "user", "department"]);
/** Fields by which people name a record besides its title. */
const CODES = ["code", "number", "sku", "username", "staff_no"];

/** Cells of tab-separated text; a cell in quotes may hold tabs, line ends and doubled quotes. */
export function parseBlock(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const end = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < end.length; at += 1) {
    const char = end.charAt(at);
    if (quoted) {
      if (char === '"' && end.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else if (char === '"') quoted = false;
      else cell += char;
    } else if (char === '"' && cell === "") quoted = true;
    else if (char === "\t" || char === "\n") {
      row.push(cell);
      cell = "";
      if (char === "\n") {
        rows.push(row);
        row = [];
      }
    } else cell += char;
  }
  rows.push([...row, cell]);
  return rows;
}

export type Read = { value: unknown } | { problem: "number" | "date" | "choice" } | { link: string };

/** One text as a value of the field. A link is only its words yet. */
export function readCell(text: string, field: FieldMeta, currency: string, choices: readonly Choice[]): Read {
  const plain = text.trim();
  if (plain === "") return { value: null };
  if (NUMBERS.has(field.type) || field.type === "money") {
    const amount = readDecimal(plain);
    if (amount === null) return { problem: "number" };
    if (field.type === "money") return { value: { amount, currency } };
    if (field.type !== "integer") return { value: amount };
    return /^-?\d+(\.0*)?$/.test(amount) ? { value: Number.parseInt(amount, 10) } : { problem: "number" };
  }
  if (field.type === "date") {
    const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(plain.normalize("NFKC"));
    if (!match) return { problem: "date" };
    const [, year = "", month = "", day = ""] = match;
    return { value: `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` };
  }
  if (field.type === "choice") {
    const found = choices.find((choice) => choice.value === plain || choice.label === plain);
    return found ? { value: found.value } : { problem: "choice" };
  }
  if (field.type === "boolean") return { value: /^(是|yes|true|1|√|y)$/i.test(plain) };
  if (LINKS.has(field.type)) return { link: plain };
  return { value: plain };
}

export interface Pasted {
  lines: Line[];
  errors: LineErrors;
  /** Cells that still need a record: line, field, words. */
  links: { key: string; field: FieldMeta; text: string }[];
  /** How many rows were touched. */
  count: number;
  /** Rows of the block that found no room. */
  dropped: number;
}

/** Lays a block over the rows from `row` and the editable column `column` on; new rows are added below. */
export function pasteBlock(
  lines: readonly Line[],
  columns: readonly LineColumn[],
  at: { row: number; column: number },
  block: readonly (readonly string[])[],
  context: { currency: string; defaults: Record<string, unknown>; problem: (code: string, text: string) => string },
): Pasted {
  const targets = columns.slice(at.column).filter(({ editable }) => editable);
  const room = Math.max(0, MAX_LINES - at.row);
  const rows = block.slice(0, room);
  let next: Line[] = [...lines];
  while (next.length < at.row + rows.length) next = insertAt(next, next.length, [newLine({ ...context.defaults })]);
  const result: Pasted = {
    lines: next,
    errors: {},
    links: [],
    count: rows.length,
    dropped: block.length - rows.length,
  };
  rows.forEach((cells, offset) => {
    const line = next[at.row + offset];
    if (!line) return;
    const values: Record<string, unknown> = {};
    cells.slice(0, targets.length).forEach((text, column) => {
      const field = targets[column]?.field;
      if (!field) return;
      const read = readCell(text, field, context.currency, choicesOf(field));
      if ("value" in read) values[field.name] = read.value;
      else if ("link" in read) result.links.push({ key: line.key, field, text: read.link });
      else
        result.errors[line.key] = {
          ...result.errors[line.key],
          [field.name]: context.problem(read.problem, text.trim()),
        };
    });
    next = setValues(next, line.key, values);
  });
  result.lines = next;
  return result;
}

/** Records of an entity by their titles or codes, as far as they exist and may be seen. */
export async function lookUp(meta: EntityMeta, texts: readonly string[]): Promise<Map<string, Ref>> {
  const wanted = [...new Set(texts)].slice(0, MAX_LOOKED_UP);
  const names = [meta.title, ...CODES].filter(
    (name, at, all) => all.indexOf(name) === at && meta.fields.some((field) => field.name === name && field.filterable),
  );
  const found = new Map<string, Ref>();
  if (wanted.length === 0 || names.length === 0) return found;
  const page = await post<Page>(`${meta.key}/search`, {
    filter: { or: names.map((field) => ({ field, op: "in", value: wanted })) },
    fields: names,
    limit: MAX_LOOKED_UP,
  });
  // Codes first, titles last: where both say the same, the title wins.
  for (const name of [...names].reverse()) {
    for (const item of page.items) {
      const text = item[name];
      if (typeof text === "string" && wanted.includes(text))
        found.set(text, { id: item.id, title: String(item[meta.title] ?? text) });
    }
  }
  return found;
}
