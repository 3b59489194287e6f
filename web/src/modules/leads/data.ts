/** What the calls of leads answer. */
import type { Condition, Ref } from "@/api/types";
import type { Hit } from "@/modules/duplicates/api";

export type Grade = "A" | "B" | "C" | "D";
export const GRADES: Grade[] = ["A", "B", "C", "D"];
export const GRADE_COLOR: Record<Grade, string> = { A: "red", B: "orange", C: "blue", D: "default" };
export const GRADE_TONE: Record<Grade, string> = { A: "red", B: "orange", C: "blue", D: "gray" };
export type Bands = Record<"A" | "B" | "C", number>;

export interface Score {
  score: number;
  grade: Grade;
  reasons: { points: number; label: string }[];
  bands: Bands;
}

export interface AssignedLine {
  at: string;
  rule: string;
  owner: Ref | null;
  pool: Ref | null;
  why: string;
}

export type Kind = "customer" | "contact" | "opportunity";

export interface Conversion {
  state: string;
  became: Record<Kind, { id: number | null; title: string | null } | null>;
  customers: Hit[];
  contacts: (Hit & { customer: { id: number | null; title: string | null } | null })[];
  may: Record<Kind, boolean>;
}

export interface ScoreRule {
  id?: number;
  label: string;
  condition: Condition | null;
  points: number;
}

export interface Scoring {
  rules: ScoreRule[];
  bands: Bands;
  version: number;
}

export interface Preview {
  open: number;
  over: number;
  converted: number;
  grades: Record<Grade, { now: number; then: number }>;
  rules: { id: number; open: number; over: number; converted: number }[];
  sample: { id: number; title: string; now: number; then: number; grade: Grade }[];
}

export const STRATEGIES = ["round_robin", "least_loaded", "region", "named", "pool"] as const;
export type Strategy = (typeof STRATEGIES)[number];
export const CHANNELS = ["form", "import", "entry"] as const;
export type Channel = (typeof CHANNELS)[number];

export interface AssignmentRule {
  id?: number;
  name: string;
  active: boolean;
  condition: Condition | null;
  channels: Channel[];
  strategy: Strategy;
  people: number[];
  departments: number[];
  regions: { regions: string[]; people: number[] }[];
  pool: number | null;
  working_days_only: boolean;
  from_minute: number | null;
  to_minute: number | null;
  last_user?: number | null;
}

export interface Away {
  user: number;
  from: string;
  until: string;
}

export interface Assignment {
  rules: AssignmentRule[];
  away: Away[];
  version: number;
  titles: Record<"people" | "departments" | "pools", Record<string, string>>;
}

export interface Simulation {
  total: number;
  left: number;
  people: { id: number; title: string; count: number; load: number | null }[];
  pools: { id: number; title: string; count: number }[];
  rules: number[];
  sample: { id: number; title: string; rule: number | null; to: string | null; why: string }[];
}

export const BYS = ["source", "campaign", "month", "owner", "grade", "region"] as const;
export type By = (typeof BYS)[number];

export interface StatisticsRow {
  key: string | null;
  title: string | null;
  made: number;
  open: number;
  converted: number;
  dropped: number;
  called: number;
  amount: string | null;
  days: number | null;
}

export interface Statistics {
  from: string;
  to: string;
  by: By;
  rows: StatisticsRow[];
  total: StatisticsRow | null;
}

/** 3 of 12 → “25%”; nothing to divide by is a dash. */
export const share = (part: number, whole: number): string =>
  whole === 0 ? "—" : `${Math.round((part / whole) * 100)}%`;
