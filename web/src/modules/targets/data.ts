/** Targets as the server tells them, and the sums that the grid shows. Amounts are decimal texts. */
import { queryOptions } from "@tanstack/react-query";
import { get, listOf } from "@/api/client";

export type Figure = "floor" | "goal" | "stretch";
export const FIGURES: Figure[] = ["floor", "goal", "stretch"];
export type PeriodUnit = "month" | "quarter" | "year";

export interface TargetMeasure {
  key: string;
  label: string;
  unit: "money" | "number";
}

export interface Cell {
  id: number;
  version: number;
  floor: string | null;
  goal: string;
  stretch: string | null;
}

export interface GridRow {
  subject: "company" | "department" | "person";
  id: number | null;
  title: string;
  parent: number | null;
  depth: number;
  can_change: boolean;
  /** `month 3`, `quarter 1`, `year 1` → target. */
  cells: Record<string, Cell>;
  actual: string[] | null;
}

export interface Grid {
  year: number;
  measure: string;
  unit: "money" | "number";
  can_change: boolean;
  rows: GridRow[];
  limited: boolean;
}

export interface Standing {
  id: number;
  measure: string;
  measure_label: string;
  format: "money" | "number";
  subject: string;
  name: string | null;
  unit: PeriodUnit;
  period: string;
  floor: string | null;
  goal: string;
  stretch: string | null;
  actual: string | null;
  rate: string | null;
  before?: string | null;
  growth?: string | null;
  share?: string | null;
}

export const measuresQuery = queryOptions({
  queryKey: ["targets", "measures"],
  queryFn: async ({ signal }) => listOf(await get<{ items: TargetMeasure[] }>("target/measures", {}, signal)),
  staleTime: 5 * 60_000,
});

export const gridQuery = (measure: string, year: number, department: number | null) =>
  queryOptions({
    queryKey: ["targets", "grid", measure, year, department],
    queryFn: ({ signal }) => get<Grid>("target/grid", { measure, year, department }, signal),
    enabled: measure !== "",
    staleTime: 30_000,
  });

export const mineQuery = queryOptions({
  queryKey: ["targets", "mine"],
  queryFn: async ({ signal }) => listOf(await get<{ items: Standing[] }>("target/mine", {}, signal)),
  staleTime: 60_000,
  retry: false,
});

/** Typed figures that are not saved yet: row → period → figure → text, empty for “take it away”. */
export type Draft = Record<string, string>;

export const rowKey = (row: Pick<GridRow, "subject" | "id">): string => `${row.subject}:${row.id ?? ""}`;
export const draftKey = (row: Pick<GridRow, "subject" | "id">, period: string, figure: Figure): string =>
  `${rowKey(row)}|${period}|${figure}`;

/** What stands in a cell: what was typed, else what is kept. */
export function cellText(row: GridRow, period: string, figure: Figure, draft: Draft): string {
  const typed = draft[draftKey(row, period, figure)];
  if (typed !== undefined) return typed;
  return trimmed(row.cells[period]?.[figure] ?? "");
}

export const trimmed = (amount: string): string => (amount.includes(".") ? amount.replace(/\.?0+$/, "") : amount);

export const isAmount = (text: string): boolean => text === "" || /^\d{1,16}(\.\d{1,2})?$/.test(text);

const CENTS = 100;
/** Sums go over whole cents, so that twelve months add up exactly. */
export const cents = (text: string): number => Math.round(Number(text || 0) * CENTS);
export const amountOf = (sum: number): string => trimmed((sum / CENTS).toFixed(2));

export const MONTHS = Array.from({ length: 12 }, (_, at) => `month ${at + 1}`);

export function sumOfMonths(row: GridRow, figure: Figure, draft: Draft): number {
  return MONTHS.reduce((sum, period) => sum + cents(cellText(row, period, figure, draft)), 0);
}

/** What those directly below a row have in a period; null where nobody is below or nothing is set. */
export function sumBelow(rows: GridRow[], row: GridRow, period: string, figure: Figure, draft: Draft): number | null {
  const lower = rows.filter((one) =>
    row.subject === "company" ? one.subject === "department" && one.depth === 0 : one.parent === row.id,
  );
  if (row.subject === "person" || lower.length === 0) return null;
  const texts = lower.map((one) => cellText(one, period, figure, draft));
  return texts.every((text) => text === "") ? null : texts.reduce((sum, text) => sum + cents(text), 0);
}

/** The cells that a save sends: every period of a row that was touched, with all three figures as they now stand. */
export function changedCells(rows: GridRow[], draft: Draft): Record<string, unknown>[] {
  const touched = new Set(Object.keys(draft).map((key) => key.split("|").slice(0, 2).join("|")));
  const found: Record<string, unknown>[] = [];
  for (const row of rows)
    for (const key of touched) {
      const [who, period = ""] = key.split("|");
      if (who !== rowKey(row)) continue;
      const [unit, number] = period.split(" ");
      const figures = Object.fromEntries(
        FIGURES.map((figure) => [figure, cellText(row, period, figure, draft) || null]),
      );
      found.push({ subject: row.subject, id: row.id, unit, number: Number(number), ...figures });
    }
  return found;
}
