/** Calls about duplicates and merges, and their shapes. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { get, post } from "@/api/client";
import type { EntityMeta, Id, Rec, Ref } from "@/api/types";
import { may } from "@/meta/hooks";
import { forget } from "@/records/data";

export type Verdict = "certain" | "likely" | "possible";
export const VERDICTS: Verdict[] = ["certain", "likely", "possible"];
export const VERDICT_COLOR: Record<Verdict, string> = { certain: "red", likely: "orange", possible: "gold" };

export interface Reason {
  field: string;
  code: string;
  text: string;
  strength: "strong" | "medium" | "weak";
  weight: number;
  details: { code: string; text: string }[];
}

/** Without `id` the record lies out of reach: nothing more is told of it than the policy allows. */
export interface Hit {
  id?: Id;
  name?: string;
  verdict: Verdict;
  score?: number;
  reasons?: Reason[];
  owner?: string | null;
  pool?: string | null;
  last_follow_up?: string | null;
}

export type PairState = "open" | "same" | "different";

export interface Pair {
  id: Id;
  a: Ref;
  b: Ref;
  log_odds: number;
  verdict: Verdict;
  reasons: Reason[];
  state: PairState;
  found_at: string;
  decided_at: string | null;
  decided_by: Ref | null;
  reason: string;
  _can: { decide: boolean };
}

export interface Merge {
  id: Id;
  entity: string;
  winner: Ref;
  losers: { id: Id; title: string | null }[];
  reason: string;
  by: Ref | null;
  at: string;
  undone_at: string | null;
  undone_by: string | null;
  kept: { field?: string; place?: string; record?: Id; label?: string; code: string; count?: number }[];
  moved: { place: string; label: string; count: number }[];
  undo_until: string;
  can_undo: boolean;
}

export interface PreviewField {
  name: string;
  label: string;
  values: Record<string, unknown>;
  source: Id | "all";
  newest: Id | null;
  fullest: Id | null;
  conflict: boolean;
  editable: boolean;
  several: boolean;
}

export interface Preview {
  records: Rec[];
  fields: PreviewField[];
  moves: { key: string; label: string; count: number }[];
  undo_days: number;
  max_losers: number;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

/** Types of fields by which the server compares, beside the name. */
const COMPARED = new Set(["credit_code", "phone", "email", "url", "address"]);
const ALIAS = "short_name";

export const comparedFields = (meta: EntityMeta): string[] =>
  meta.fields
    .filter((field) => field.view !== "hidden" && !field.custom)
    .filter((field) => field.name === meta.title || field.name === ALIAS || COMPARED.has(field.type))
    .map((field) => field.name);

/** Whether this person may merge records of this kind at all. */
export const mayMerge = (meta: EntityMeta): boolean =>
  meta.features.merge !== false &&
  may(meta.can, "update") &&
  may(meta.can, "delete") &&
  meta.fields.some((field) => field.name === "owner");

export const checkQuery = (entity: string, values: Record<string, string>, id?: Id) =>
  queryOptions({
    queryKey: ["duplicates", "check", entity, values, id],
    queryFn: async ({ signal }) =>
      (await post<{ items: Hit[] }>("duplicates/check", { entity, values, ...(id && { id }) }, { signal })).items,
    staleTime: 20_000,
    retry: false,
  });

export const recordCheckQuery = (entity: string, id: Id) =>
  queryOptions({
    queryKey: ["duplicates", "record", entity, id],
    queryFn: async ({ signal }) => (await post<{ items: Hit[] }>("duplicates/check", { entity, id }, { signal })).items,
    staleTime: 10_000,
    retry: false,
  });

export const previewQuery = (entity: string, winner: Id, losers: Id[]) =>
  queryOptions({
    queryKey: ["merge-preview", entity, winner, [...losers].sort((a, b) => a - b)],
    queryFn: ({ signal }) => post<Preview>(`${entity}/${winner}/merge/preview`, { losers }, { signal }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

export const mergesQuery = (entity: string, record?: Id) =>
  queryOptions({
    queryKey: ["merges", entity, record],
    queryFn: ({ signal }) => get<Page<Merge>>("merges", { entity, record, limit: record ? 20 : 50 }, signal),
    staleTime: 15_000,
  });

/** After a merge or its undo everything of the entity, and what hangs on it, may be different. */
export async function forgetMerged(client: QueryClient, entity: string): Promise<void> {
  await Promise.all([
    forget(client, entity),
    client.invalidateQueries({ queryKey: ["merges"] }),
    client.invalidateQueries({ queryKey: ["duplicates"] }),
    client.invalidateQueries({ queryKey: ["timeline"] }),
  ]);
}
