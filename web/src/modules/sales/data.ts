/** Selling as the server tells it. */
import { queryOptions } from "@tanstack/react-query";
import { get, listOf } from "@/api/client";
import type { Money, Page, Rec } from "@/api/types";

export interface PathStage {
  id: number;
  name: string;
  kind: "open" | "won" | "lost" | "invalid";
  color: string;
  guide: string;
  probability: string;
  days: number | null;
  reached: boolean;
  expected_days: number | null;
  warning_days: number | null;
  evidence_text: boolean;
  evidence_file: boolean;
  allowed: boolean;
  /** How many steps of the plan of this stage are done; null where it has none. */
  plan: { done: number; total: number } | null;
  required: { name: string; label: string; filled: boolean }[];
}

export interface StagePath {
  process: number | null;
  current: number | null;
  stages: PathStage[];
  moves: { stage: number; name: string; since: string | null; until: string | null; days: number | null }[];
}

export interface Clash {
  verdict: "certain" | "likely" | "possible";
  hidden: boolean;
  owner?: string | null;
  id?: number;
  name?: string;
  number?: string;
  customer?: string | null;
  stage?: string | null;
  state?: string;
  score?: number;
  registered_until?: string | null;
  reasons?: { code: string; text: string }[];
}

export interface Registration {
  state: string;
  until: string | null;
  asked_at: string | null;
  then: Clash[];
  now: Clash[];
}

export interface Costs {
  budget: Money | null;
  spent: Money[];
  by_kind: { kind: string; label: string; currency: string; amount: string; count: number }[];
}

export interface SalesRules {
  registration_required: boolean;
  validity_days: number;
  recent_days: number;
  max_renewals: number;
  competitor_on_loss: boolean;
  version: number;
}

export interface Rival {
  id: number;
  name: string;
  threat: "high" | "medium" | "low";
  reach: string;
  met: number;
  open: number;
  won: number;
  lost: number;
  win_rate: number | null;
  won_amount: string | null;
  lost_amount: string | null;
  left_out: number;
}

export interface Competition {
  items: Rival[];
  reasons: { reason: string; label: string; count: number; amount: string | null }[];
  /** Opportunities whose amount is in no sum: no rate of their currency is kept. */
  left_out: number;
}

const MAX_ROWS = 200;

export const pathQuery = (id: number, version: number | undefined) =>
  queryOptions({
    queryKey: ["records", "opportunity", "path", id, version],
    queryFn: ({ signal }) => get<StagePath>(`opportunity/${id}/path`, {}, signal),
    staleTime: 30_000,
  });

const PLAN_FIELDS = "title,stage,state,period,due_on,doer,required";

/** The steps of the plan, the earliest first. */
export const planQuery = (id: number) =>
  queryOptions({
    queryKey: ["records", "opportunity_activity", "plan", id],
    queryFn: async ({ signal }) => {
      const words = { sort: "due_on", limit: MAX_ROWS, fields: PLAN_FIELDS };
      return listOf(await get<Page>(`opportunity/${id}/related/activities`, words, signal)) as Rec[];
    },
    staleTime: 15_000,
  });

export const seatsQuery = (id: number) =>
  queryOptions({
    queryKey: ["records", "opportunity_seat", "tree", id],
    queryFn: async ({ signal }) =>
      listOf(
        await get<Page>(`opportunity/${id}/related/seats`, { limit: MAX_ROWS, sort: "-influence" }, signal),
      ) as Rec[],
    staleTime: 15_000,
  });

export const registrationQuery = (id: number, version: number | undefined) =>
  queryOptions({
    queryKey: ["records", "opportunity", "registration", id, version],
    queryFn: ({ signal }) => get<Registration>(`opportunity/${id}/registration`, {}, signal),
    staleTime: 30_000,
  });

export const costsQuery = (id: number, version: number | undefined) =>
  queryOptions({
    queryKey: ["records", "opportunity", "costs", id, version],
    queryFn: ({ signal }) => get<Costs>(`opportunity/${id}/costs`, {}, signal),
    staleTime: 30_000,
  });

/** All records of a small table, in its own order. */
export const allQuery = (entity: string, words: Record<string, string> = {}) =>
  queryOptions({
    queryKey: ["records", entity, "all", words],
    queryFn: async ({ signal }) => listOf(await get<Page>(entity, { limit: MAX_ROWS, ...words }, signal)) as Rec[],
    staleTime: 30_000,
  });

export const rulesQuery = queryOptions({
  queryKey: ["sales", "rules"],
  queryFn: ({ signal }) => get<SalesRules>("sales/rules", {}, signal),
  staleTime: 60_000,
});
