/** Reports, dashboards and their answers as the server tells them. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get, listOf, post } from "@/api/client";
import type { Condition, Ref } from "@/api/types";

export type Unit = "day" | "week" | "month" | "quarter" | "year";
export type ChartKind = "table" | "pivot" | "bar" | "line" | "pie" | "funnel" | "number";
export const CHARTS: ChartKind[] = ["bar", "line", "pie", "funnel", "table", "pivot", "number"];
export const UNITS: Unit[] = ["day", "week", "month", "quarter", "year"];
export type Fn = "count" | "sum" | "avg" | "min" | "max" | "distinct" | "ratio";

export interface Dimension {
  field: string;
  grain?: string;
  level?: number;
  bands?: number[];
}

export interface Measure {
  fn: Fn;
  field?: string | null;
  filter?: Condition | null;
  of?: number;
  by?: number;
  label?: string;
  percent?: boolean;
}

export type Period = { unit: Unit; from: number; to: number } | { first: string; last: string };

export interface Definition {
  entity: string;
  dimensions: Dimension[];
  measures: Measure[];
  filter?: Condition | null;
  date_field?: string;
  period?: Period | null;
  compare?: "" | "previous" | "year";
  chart: ChartKind;
  sort?: { by: "key" | "measure"; measure?: number; descending?: boolean } | null;
  top?: number;
  across?: number;
  as_of?: string | null;
}

export interface StatDefinition {
  items: string[];
  by: string;
  period?: Period | null;
  compare?: "" | "previous" | "year";
  chart?: ChartKind;
  as_of?: string | null;
}

/** A figure that the server reckons by itself: receivables by age, completion of targets, the funnel. */
export interface FigureDefinition {
  figure: string;
  period?: Period | null;
  chart?: ChartKind;
  as_of?: string | null;
}

export type Asked = Definition | StatDefinition | FigureDefinition;

export interface Values {
  values: (number | string | null)[];
  previous?: (number | string | null)[];
}

export interface Entry {
  key: string | null;
  title: string;
  filter: Condition | null;
  others?: number;
  /** Of figures: whose rows the condition is about, where it is not the entity of the answer. */
  entity?: string;
  /** Of statistics: whom a row is about. */
  subject?: { kind: "person" | "department"; id: number } | null;
}

export interface Drill {
  entity: string;
  person: string;
  dept: string;
  filter: Condition;
}

export interface Column {
  label: string;
  format: "number" | "decimal" | "money" | "percent" | "duration";
  fn: Fn;
  filter: Condition | null;
  drill?: Drill | null;
  /** It counts no rows, so that it opens no list. */
  still?: boolean;
  /** Rows whose amount is in no base currency yet, and so in no sum. */
  left_out?: number;
}

export interface Answer {
  entity: string;
  chart: ChartKind;
  filter: Condition | null;
  date_field: string;
  period: { first: string; last: string } | null;
  previous: { first: string; last: string } | null;
  as_of: string | null;
  dimensions: { field: string; label: string; kind: string; grain: string }[];
  measures: Column[];
  axes: Entry[][];
  cells: (Values & { at: number[] })[];
  totals: { rows: Values[]; columns: Values[]; all: Values };
}

export interface Share {
  kind: "everybody" | "role" | "department" | "position" | "user";
  id: number | null;
  title?: string | null;
}

export interface Kept {
  id: number;
  version: number;
  name: string;
  description: string;
  owner: Ref;
  mine: boolean;
  can_change: boolean;
  shared: boolean;
  shares: Share[];
  updated_at: string;
}

export interface Report extends Kept {
  entity: string;
  definition: Asked;
}

export interface ReportTemplate {
  key: string;
  name: string;
  description: string;
  definition: Asked;
}

export interface Tile {
  id: string;
  x: number;
  y: number;
  w: number;
  h: number;
  title?: string | null;
  report?: number | null;
  template?: string | null;
  name?: string;
  definition?: Asked | null;
}

export interface Dashboard extends Omit<Kept, "id"> {
  id: number | null;
  /** Of one that comes with the product. */
  key: string;
  period: Period | null;
  department: number | null;
  tiles: Tile[];
}

export interface TileAnswer {
  id: string;
  result?: Answer;
  problem?: { code: string; message: string };
}

export interface Narrowing {
  period?: Period | null;
  department?: number | null;
  as_of?: string | null;
}

export const isStat = (definition: Asked | null | undefined): definition is StatDefinition =>
  Boolean(definition && "items" in definition);

export const isFigure = (definition: Asked | null | undefined): definition is FigureDefinition =>
  Boolean(definition && "figure" in definition);

export const reportsQuery = queryOptions({
  queryKey: ["reports", "list"],
  queryFn: ({ signal }) => get<{ items: Report[]; templates: ReportTemplate[] }>("report", {}, signal),
  staleTime: 30_000,
});

export const reportQuery = (id: number) =>
  queryOptions({
    queryKey: ["reports", "one", id],
    queryFn: ({ signal }) => get<Report>(`report/${id}`, {}, signal),
    enabled: id > 0,
  });

export const runQuery = (definition: Asked | null, narrowing: Narrowing = {}) =>
  queryOptions({
    queryKey: ["reports", "run", definition, narrowing],
    queryFn: ({ signal }) => post<Answer>("report/run", { definition, ...narrowing }, { signal }),
    enabled: definition !== null,
    retry: false,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });

export interface Boards {
  items: (Kept & { tiles: number })[];
  templates: { key: string; name: string }[];
  first: number | null;
  first_template: string;
}

export const boardsQuery = queryOptions({
  queryKey: ["dashboards", "list"],
  queryFn: ({ signal }) => get<Boards>("dashboard", {}, signal),
  staleTime: 30_000,
});

/** A dashboard by its number or, of one that comes with the product, by its key. */
export const boardQuery = (which: string) =>
  queryOptions({
    queryKey: ["dashboards", "one", which],
    queryFn: ({ signal }) =>
      /^\d+$/.test(which)
        ? get<Dashboard>(`dashboard/${which}`, {}, signal)
        : get<Dashboard>("dashboard/template", { key: which }, signal),
    enabled: which !== "",
    staleTime: 30_000,
  });

export const whichOf = (board: Pick<Dashboard, "id" | "key">): { dashboard?: number; template?: string } =>
  board.id === null ? { template: board.key } : { dashboard: board.id };

export const tilesQuery = (board: Dashboard | undefined, narrowing: Narrowing, only?: string[]) =>
  queryOptions({
    queryKey: ["dashboards", "data", board?.id ?? board?.key, board?.version, narrowing, only],
    queryFn: async ({ signal }) => {
      const body = { ...(board ? whichOf(board) : {}), ...narrowing, ...(only ? { tiles: only } : {}) };
      const answer = await post<{ tiles: TileAnswer[] }>("dashboard/data", body, { signal });
      return new Map(answer.tiles.map((tile) => [tile.id, tile]));
    },
    enabled: board !== undefined && board.tiles.length > 0,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });

export interface SourceFields {
  key: string;
  label: string;
  export: boolean;
  dimensions: { field: string; label: string; type: string; grains: string[]; bands: boolean }[];
  measures: { field: string; label: string; type: string; fns: Fn[] }[];
  dates: { field: string; label: string }[];
  tracked: string[];
}

export const sourcesQuery = queryOptions({
  queryKey: ["reports", "sources"],
  queryFn: async ({ signal }) =>
    listOf(await get<{ items: { key: string; label: string; export: boolean }[] }>("report/sources", {}, signal)),
  staleTime: 5 * 60_000,
});

export const fieldsQuery = (entity: string) =>
  queryOptions({
    queryKey: ["reports", "fields", entity],
    queryFn: ({ signal }) => get<SourceFields>("report/fields", { entity }, signal),
    enabled: entity !== "",
    staleTime: 5 * 60_000,
  });

export interface StatItem {
  key: string;
  label: string;
  group: string;
  stock: boolean;
}

export const itemsQuery = queryOptions({
  queryKey: ["reports", "items"],
  queryFn: ({ signal }) =>
    get<{ items: StatItem[]; groups: { key: string; label: string }[] }>("stat/items", {}, signal),
  staleTime: 5 * 60_000,
});

/** A name that nothing of one's own has yet: “A”, else “A 2”, “A 3”, … */
export function freeName(name: string, taken: readonly string[]): string {
  let found = name;
  for (let n = 2; taken.includes(found); n += 1) found = `${name} ${n}`;
  return found;
}
