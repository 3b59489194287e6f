/** From an answer to a drawing: pure, so that it can be tested without a browser. */
import type { Condition } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import { allOf } from "@/meta/condition";
import type { ChartOption } from "@/ui/chart/types";
import { formatBig, formatBigMoney, formatDecimal, formatMoney } from "@/ui/format";
import type { Answer, Column, Entry, Values } from "./data";

const NARROW_LABEL = 8;
/** So many names stand below upright bars. */
const FEW = 6;

/** A number as people read it, in full. */
export function figure(value: number | string | null | undefined, column: Pick<Column, "format">): string {
  if (value === null || value === undefined) return "–";
  if (column.format === "money") return formatMoney(String(value), "CNY");
  if (column.format === "percent") return `${formatDecimal(value)}%`;
  if (column.format === "duration") return duration(Number(value));
  return formatDecimal(value);
}

/** The same where space is short: 4,862 万. */
export function short(value: number | string | null | undefined, column: Pick<Column, "format">): string {
  if (value === null || value === undefined) return "–";
  if (column.format === "money") return formatBigMoney(value, "CNY");
  if (column.format === "percent" || column.format === "duration") return figure(value, column);
  return formatBig(Number(value));
}

function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? t("reports.minutes", { n: minutes }) : t("reports.hours", { n: Math.round(minutes / 6) / 10 });
}

const nameOf = (entry: Entry): string => entry.title;

/** Values of one measure by the places of both axes; the second axis has one place where there is none. */
export function matrix(answer: Answer, measure: number, previous = false): (number | string | null)[][] {
  const rows = answer.axes[0]?.length ?? 0;
  const columns = answer.axes[1]?.length ?? 1;
  const found: (number | string | null)[][] = Array.from({ length: rows }, () => Array(columns).fill(null));
  for (const cell of answer.cells) {
    const row = found[cell.at[0] ?? 0];
    const source = previous ? cell.previous : cell.values;
    if (row) row[cell.at[1] ?? 0] = source?.[measure] ?? null;
  }
  return found;
}

/** What “others” are together, which bars leave out: one large bar would flatten all that are looked at. */
export function othersOf(answer: Answer): { count: number; text: string } | null {
  const place = (answer.axes[0] ?? []).findIndex((entry) => entry.others);
  const entry = answer.axes[0]?.[place];
  const column = answer.measures[0];
  if (!entry?.others || !column || !["bar", "line"].includes(answer.chart)) return null;
  const whole = answer.axes.length > 1 ? answer.totals.rows[place] : answer.cells.find((one) => one.at[0] === place);
  return { count: entry.others, text: figure(whole?.values[0], column) };
}

interface Series {
  name: string;
  column: Column;
  data: (number | null)[];
  /** Place on the second axis; undefined where a series is a measure. */
  across?: number;
  measure: number;
  faint?: boolean;
}

const numbers = (values: (number | string | null)[]): (number | null)[] =>
  values.map((value) => (value === null ? null : Number(value)));

/** One series per column of the second axis, else one per measure, each beside the period before. */
export function seriesOf(answer: Answer): Series[] {
  const first = answer.measures[0];
  if (!first) return [];
  if (answer.axes.length > 1) {
    const cells = matrix(answer, 0);
    return (answer.axes[1] ?? []).map((entry, at) => ({
      name: entry.title,
      column: first,
      data: numbers(cells.map((row) => row[at] ?? null)),
      across: at,
      measure: 0,
    }));
  }
  // Amounts beside numbers would be bars that nobody sees: a drawing shows what can be compared, the table all.
  return answer.measures.flatMap((column, measure) => {
    if (column.format !== first.format) return [];
    const own: Series = {
      name: column.label,
      column,
      data: numbers(matrix(answer, measure).map((r) => r[0] ?? null)),
      measure,
    };
    if (!answer.previous) return [own];
    const before = numbers(matrix(answer, measure, true).map((row) => row[0] ?? null));
    const name = t("reports.before", { name: column.label });
    return [own, { ...own, name, data: before, faint: true }];
  });
}

/** The drawing of an answer with at least one axis. */
export function optionOf(answer: Answer): ChartOption {
  if (answer.chart === "pie" || answer.chart === "funnel") return roundOption(answer, answer.axes[0] ?? []);
  const entries = (answer.axes[0] ?? []).filter((entry) => !entry.others);
  const series = seriesOf(answer);
  const isLine = answer.chart === "line";
  const names = entries.map(nameOf);
  // Long names stand beside lying bars, where they can be read.
  const wide = names.length > FEW || names.some((name) => name.length > NARROW_LABEL);
  const lying = !isLine && answer.dimensions[0]?.kind !== "date" && wide;
  const first = series[0]?.column ?? { format: "number" as const };
  const category = { type: "category", data: names, ...(lying ? { inverse: true } : {}) };
  const value = { type: "value", axisLabel: { formatter: (number: number) => short(number, first) } };
  const many = series.length > 1;
  return {
    grid: { left: 8, right: 16, top: many ? 34 : 14, bottom: 4, containLabel: true },
    ...(many ? { legend: { top: 0, data: series.map((one) => one.name) } } : {}),
    tooltip: { trigger: "axis", axisPointer: { type: isLine ? "line" : "shadow" } },
    xAxis: lying ? value : category,
    yAxis: lying ? { ...category, axisLabel: { width: 130, overflow: "truncate" } } : value,
    series: series.map((one) => ({
      name: one.name,
      type: isLine ? "line" : "bar",
      data: one.data.slice(0, entries.length),
      ...(isLine ? { showSymbol: entries.length <= 31, symbolSize: 5 } : { barMaxWidth: 26 }),
      ...(answer.axes.length > 1 && !isLine ? { stack: "all" } : {}),
      ...(one.faint ? (isLine ? { lineStyle: { type: "dashed" } } : { itemStyle: { opacity: 0.45 } }) : {}),
      tooltip: { valueFormatter: (number: unknown) => figure(number as number | null, one.column) },
    })),
  };
}

function roundOption(answer: Answer, entries: Entry[]): ChartOption {
  const column = answer.measures[0] ?? { format: "number" as const };
  const values = matrix(answer, 0).map((row) => Number(row[0] ?? 0));
  const data = entries.map((entry, at) => ({ name: entry.title, value: values[at] ?? 0 }));
  const tooltip = { trigger: "item", valueFormatter: (number: unknown) => figure(number as number, column) };
  if (answer.chart === "funnel") {
    const second = answer.measures[1];
    const more = matrix(answer, 1).map((row) => row[0] ?? null);
    const label = {
      position: "inside",
      formatter: (one: { name: string; value: number; dataIndex: number }) =>
        `${one.name} ${short(one.value, column)}${second ? ` · ${short(more[one.dataIndex], second)}` : ""}`,
    };
    const shape = { type: "funnel", sort: "none", left: 8, right: 8, top: 8, bottom: 8, gap: 2, minSize: "45%" };
    return {
      tooltip,
      series: [
        {
          ...shape,
          width: "auto",
          data,
          label: { ...label, color: "#fff", textBorderColor: "rgba(0, 0, 0, 0.55)", textBorderWidth: 2 },
          itemStyle: { borderWidth: 0 },
        },
      ],
    };
  }
  return {
    tooltip,
    legend: { orient: "vertical", right: 4, top: "middle", data: entries.map(nameOf) },
    series: [
      {
        type: "pie",
        radius: ["48%", "76%"],
        center: ["36%", "50%"],
        label: { show: false },
        labelLine: { show: false },
        data,
      },
    ],
  };
}

export interface Opening {
  entity: string;
  filter: Condition | null;
}

/** The list behind a number: the report's rows, narrowed to the entries of its place; null where a list cannot say it. */
export function openingOf(answer: Answer, places: number[], measure: number): Opening | null {
  const column = answer.measures[measure];
  const entries = places.map((place, axis) => answer.axes[axis]?.[place]);
  if (column?.drill) {
    const subject = entries[0]?.subject;
    const only: Condition | null = !subject
      ? null
      : subject.kind === "person"
        ? { field: column.drill.person, op: "eq", value: subject.id }
        : { field: column.drill.dept, op: "eq", value: subject.id };
    if (entries.length > 0 && !only) return null;
    return { entity: column.drill.entity, filter: allOf(column.drill.filter, only) };
  }
  if (answer.entity === "" || answer.as_of !== null || column?.still) return null;
  if (entries.some((entry) => !entry?.filter)) return null;
  const own = entries[0];
  if (own?.entity && own.entity !== answer.entity) return { entity: own.entity, filter: allOf(own.filter) };
  return {
    entity: answer.entity,
    filter: allOf(answer.filter, column?.filter, ...entries.map((entry) => entry?.filter)),
  };
}

/** How much more than before; no percentage of nothing, and nothing at all without a period before. */
export function change(values: Values, at: number): { percent: string | null; up: boolean | null } | null {
  const now = values.values[at];
  const then = values.previous?.[at];
  if (now === null || now === undefined || then === null || then === undefined) return null;
  const [a, b] = [Number(now), Number(then)];
  if (a === b) return { percent: "0%", up: null };
  if (b === 0) return { percent: null, up: a > 0 };
  return {
    percent: `${formatDecimal(
      Math.abs(((a - b) / b) * 100)
        .toFixed(1)
        .replace(/\.0$/, ""),
    )}%`,
    up: a > b,
  };
}
