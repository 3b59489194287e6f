/** What the pages of pools read and send. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { get, listOf, post } from "@/api/client";
import type { Condition, Page, Rec } from "@/api/types";
import { forget } from "@/records/data";

export interface Pool {
  id: number;
  version: number;
  entity: string;
  name: string;
  active: boolean;
  order: number;
  columns: string[];
  masked: boolean;
  is_default: boolean;
  claims_per_day: number | null;
  claims_per_week: number | null;
  views_per_day: number | null;
  ex_owner_days: number | null;
  new_days: number | null;
  claims_today: number;
  claims_this_week: number;
  records: number;
  records_capped: boolean;
  member: boolean;
  is_admin: boolean;
}

export interface Holdings {
  held: number;
  limit: number | null;
  free: number | null;
  source: "person" | "role" | "department" | null;
  name: string;
}

export interface Due {
  rule: number;
  rule_name: string;
  pool: number;
  pool_name: string;
  on: string;
  days: number;
}

export interface Falling extends Due {
  id: number;
  title: string;
}

export interface Keeping {
  due: Due | null;
  held_until: string | null;
  asked: { id: number; until: string } | null;
}

export interface MoveLine {
  id: number;
  at: string;
  kind: string;
  kind_label: string;
  from_owner: string | null;
  to_owner: string | null;
  from_pool: string | null;
  to_pool: string | null;
  rule: string | null;
  reason: string;
  actor: string | null;
  /** The record that moved, where it has become this one since. */
  former: { id: number; title: string } | null;
}

export interface Outcome {
  id: number;
  ok: boolean;
  problem?: { title: string; detail?: string; code: string };
}

export type Op = "claim" | "assign" | "transfer" | "release";

export const poolsQuery = queryOptions({
  queryKey: ["pools", "list"],
  queryFn: async ({ signal }) => listOf(await get<{ items: Pool[] }>("pool", {}, signal)),
  staleTime: 15_000,
});

export const holdingsQuery = (entity: string) =>
  queryOptions({
    queryKey: ["pools", "holdings", entity],
    queryFn: ({ signal }) => get<Holdings>("pool/holdings", { entity }, signal),
    staleTime: 15_000,
  });

export interface PoolWords {
  q?: string;
  filter?: Condition | null;
  sort?: string;
  page?: number;
  cursor?: string;
  limit: number;
  fields: string[];
}

export const recordsQuery = (pool: number, words: PoolWords) =>
  queryOptions({
    queryKey: ["pools", "records", pool, words],
    queryFn: ({ signal }) =>
      get<Page>(
        `pool/${pool}/records`,
        {
          limit: words.limit,
          total: "capped",
          q: words.q,
          sort: words.sort,
          page: words.cursor ? undefined : words.page,
          cursor: words.cursor,
          filter: words.filter ? JSON.stringify(words.filter) : undefined,
          fields: words.fields.join(","),
        },
        signal,
      ),
    staleTime: 15_000,
  });

/** Opening a record counts towards the day's limit of views, so it is read once and kept while the page lives. */
export const openedQuery = (pool: number, id: number) =>
  queryOptions({
    queryKey: ["pools", "opened", pool, id],
    queryFn: ({ signal }) => get<Rec>(`pool/${pool}/records/${id}`, {}, signal),
    staleTime: 60_000,
    retry: false,
  });

export const keepingQuery = (entity: string, id: number) =>
  queryOptions({
    queryKey: ["pools", "keeping", entity, id],
    queryFn: ({ signal }) => get<Keeping>(`${entity}/${id}/keeping`, {}, signal),
    staleTime: 15_000,
  });

export const movesQuery = (entity: string, id: number) =>
  queryOptions({
    queryKey: ["pools", "moves", entity, id],
    queryFn: async ({ signal }) => listOf(await get<{ items: MoveLine[] }>(`${entity}/${id}/moves`, {}, signal)),
    staleTime: 15_000,
  });

export const fallingQuery = (entity: string, days: number) =>
  queryOptions({
    queryKey: ["pools", "falling", entity, days],
    queryFn: async ({ signal }) => listOf(await get<{ items: Falling[] }>("pool/falling", { entity, days }, signal)),
    staleTime: 30_000,
  });

export const act = (
  entity: string,
  id: number,
  verb: Op | "hold" | "extend",
  body: Record<string, unknown> = {},
): Promise<Rec> => post<Rec>(`${entity}/${id}/${verb}`, body);

export const actOnMany = async (
  entity: string,
  op: Op,
  ids: number[],
  body: Record<string, unknown> = {},
): Promise<Outcome[]> => (await post<{ results: Outcome[] }>("pool/bulk", { entity, op, ids, ...body })).results;

/** After something changed hands. */
export async function renew(client: QueryClient, entity: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ["pools"] }),
    client.invalidateQueries({ queryKey: ["timeline", entity] }),
    forget(client, entity),
  ]);
}
