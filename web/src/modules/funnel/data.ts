/** The funnel and the forecast as the server tells them. */
import { currencySymbol, formatBig, formatDecimal } from "@/ui/format";

export interface Amount {
  amount: string;
  currency: string;
}
export interface Process {
  id: number;
  title: string;
  code: string;
}
export interface Tally {
  count: number;
  amounts?: Amount[];
  weighted?: Amount[];
}
export interface Days {
  p50: number | null;
  p75: number | null;
  p90: number | null;
  samples?: number;
}
export interface Stage extends Tally {
  id: number;
  title: string;
  kind: "open" | "won" | "lost" | "invalid";
  color: string;
  probability: number;
  reached: number | null;
  conversion: number | null;
  lost_here: number | null;
  days: Days | null;
}
export interface Bottleneck {
  kind: "owner" | "dept";
  id: number;
  title: string | null;
  stage: number;
  stage_title: string;
  days: number;
  usual: number;
  ratio: number;
  samples: number;
}
export interface Group extends Tally {
  key: string | null;
  title: string | null;
  open?: number;
  won: number;
  lost: number;
  win_rate: number | null;
  won_amounts?: Amount[];
}
export interface Funnel {
  process: Process;
  processes: Process[];
  money: boolean;
  stages: Stage[];
  totals: Record<"open" | "won" | "lost" | "invalid", Tally>;
  cycle: Days & { count: number };
  win_rate: number | null;
  bottlenecks: Bottleneck[];
  sampled: boolean;
  groups?: Group[];
}
export type RateKey = "source" | "product" | "band" | "competitor" | "lost_reason";
export interface Wins {
  process: Process;
  processes: Process[];
  money: boolean;
  totals: Record<"won" | "lost", Tally>;
  win_rate: number | null;
  by: Partial<Record<RateKey, Group[]>>;
}
export interface Band {
  p10: string;
  p50: string;
  p90: string;
}
/** A forecast beside its target: the middle less the target, and the share of the draws that reach it. */
export interface Beside {
  target: string | null;
  gap: string | null;
  chance: number | null;
}
export interface Month extends Band, Beside {
  month: string;
  won: string;
  running: Band & Beside;
}
export interface Quarter extends Band, Beside {
  quarter: string;
  won: string;
}
export interface Contributor {
  id: number;
  title: string;
  stage_title: string | null;
  amount: string;
  probability: number;
  expected_on: string | null;
  brings: string;
  share: number | null;
}
export interface Bin {
  from: number;
  to: number;
  count: number;
  said: number;
  came: number;
}
export interface Calibration {
  count: number;
  won_rate: number | null;
  brier: number | null;
  brier_constant: number | null;
  skill: number | null;
  bins: Bin[];
}
export interface Reckoned {
  state: "fresh" | "old";
  process: Process | null;
  processes: Process[];
  on: string;
  made_at: string;
  made_by: { id: number | null; title: string | null };
  currency: string;
  draws: number;
  open: number;
  without_amount: number;
  /** Won since the quarter began and in no sum, for want of a rate; unknown to forecasts that were kept before. */
  left_out?: number;
  learned: { ended: number; slips: number; slip_p50: number | null };
  months: Month[];
  quarters: Quarter[];
  total: Band & Beside;
  contributors: Contributor[];
  calibration: Calibration;
  rates: { stage: number; title: string; stated: number; rate: number }[];
}
export type Forecast = Reckoned | { state: "none"; process: Process | null; processes: Process[] };

export type Measure = "count" | "amount" | "weighted";

/** What the chart is drawn by; several currencies cannot be added, then the first is drawn and all are written. */
export function sizeOf(tally: Tally, measure: Measure): number {
  if (measure === "count") return tally.count;
  const parts = measure === "amount" ? tally.amounts : tally.weighted;
  return Number(parts?.[0]?.amount ?? 0);
}

export const bigMoney = (amount: string | number, currency: string): string =>
  `${currencySymbol(currency)}${formatBig(Math.round(Number(amount)))}`;

export function written(tally: Tally, measure: Measure): string {
  if (measure === "count") return formatDecimal(tally.count);
  const parts = (measure === "amount" ? tally.amounts : tally.weighted) ?? [];
  return parts.map((one) => bigMoney(one.amount, one.currency)).join(" + ") || "—";
}

export const percent = (value: number | null): string => (value === null ? "—" : `${Math.round(value * 1000) / 10}%`);
