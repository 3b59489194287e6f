/** The life cycle as the server tells it. */
import type { Condition } from "@/api/types";

export type When = "within" | "over" | "never";

export interface Rule {
  status: string;
  condition: Condition | null;
  fact: string;
  when: When;
  days: number;
}

export interface Status {
  value: string;
  label: string;
  color: string;
}

export interface Flow {
  from: string | null;
  to: string | null;
  count: number;
}

export interface Lifecycle {
  active: boolean;
  version: number;
  rules: Rule[];
  facts: { key: string; label: string }[];
  unknown_facts: string[];
  statuses: Status[];
  counts: Record<string, number>;
  held: number;
  flows: Flow[];
}

export interface Forecast {
  total: number;
  flows: Flow[];
  sample: { id: number; title: string; from: string; to: string }[];
}

export const WHENS = ["within", "over", "never"] as const;
