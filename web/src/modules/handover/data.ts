import { queryOptions } from "@tanstack/react-query";
import { get } from "@/api/client";
import type { Condition, Ref } from "@/api/types";

export type State = "draft" | "running" | "stopped" | "done" | "undoing" | "undone";
export type LineState = "waiting" | "moved" | "kept" | "back" | "stays";
export type Rule = "equal" | "round_robin" | "stay" | "pool";

export interface JobState {
  id: number;
  state: string;
  done: number;
  total: number | null;
  message: string;
}

export interface Head {
  id: number;
  state: State;
  people: Ref[];
  reason: string;
  created_by: Ref;
  created_at: string;
  finished_at: string | null;
  undone_at: string | null;
  disabled: number[];
  count: number;
  /** It should run, but its job has ended. */
  interrupted: boolean;
  job: JobState | null;
}

export interface Target {
  user: Ref | null;
  pool: Ref | null;
  count: number;
  states: Partial<Record<LineState, number>>;
  sample: Ref[];
  capacity?: { held: number; after: number; limit: number | null; over: boolean };
}

export interface EntityPart {
  key: string;
  label: string;
  targets: Target[];
  stays?: { count: number; sample: Ref[] };
  /** Follow what goes into a pool without a line of their own. */
  along?: number;
}

export interface Duty {
  key: string;
  label: string;
  person: Ref;
  to: Ref;
  state: string;
  count: number;
}

export interface Handover extends Head {
  plan: Plan;
  entities: EntityPart[];
  duties: Duty[];
  /** Its lines are no longer kept, only their sums. */
  swept: boolean;
  can: { run: boolean; undo: boolean };
}

export interface Line {
  id: number;
  entity: string;
  record: number;
  title: string | null;
  from: string;
  to: string;
  into_pool: boolean;
  state: LineState;
  why: string;
}

export interface Holdings {
  people: number[];
  entities: { key: string; label: string; count: number; children: number; trashed: number; pooled: boolean }[];
  duties: { key: string; label: string; count: number; may: boolean }[];
}

export interface Hand {
  entity: string;
  ids: number[];
  to: number | null;
}

/** What is sent to be planned. */
export interface Plan {
  people?: number[];
  department?: number;
  entities?: string[];
  filters?: Record<string, Condition>;
  successors: { user: number; conditions?: Record<string, Condition> }[];
  rule: Rule;
  pool?: number;
  hand?: Hand[];
  follow?: boolean;
  duties?: Record<string, number>;
  disable?: boolean;
  reason?: string;
}

const POLL_MS = 1_000;

export const isBusy = (handover: Pick<Head, "state" | "interrupted">): boolean =>
  (handover.state === "running" || handover.state === "undoing") && !handover.interrupted;

export const handoverQuery = (id: string) =>
  queryOptions({
    queryKey: ["handover", id],
    queryFn: ({ signal }) => get<Handover>(`handover/${id}`, {}, signal),
    refetchInterval: (query) => (query.state.data && isBusy(query.state.data) ? POLL_MS : false),
  });

export const holdingsQuery = (people: number[], department: number | undefined) =>
  queryOptions({
    queryKey: ["handover", "holdings", people, department ?? null],
    queryFn: ({ signal }) =>
      get<Holdings>("handover/holdings", department ? { department } : { person: people.join(",") }, signal),
    enabled: people.length > 0 || department !== undefined,
  });

export const nameOfTarget = (target: Pick<Target, "user" | "pool">): string =>
  target.user?.title ?? target.pool?.title ?? "";

export const totalOf = (handover: Handover): number =>
  handover.entities.reduce((sum, part) => sum + part.targets.reduce((n, target) => n + target.count, 0), 0);
