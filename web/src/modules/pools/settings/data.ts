/** What sets pools up, as the server keeps it. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { get, listOf } from "@/api/client";
import type { Condition, Page } from "@/api/types";
import { flatDepartments, roleName, rolesQuery, treeQuery } from "@/meta/org";
import type { Pool } from "../data";

export const HOLDERS = ["department", "role", "user"] as const;
export type HolderKind = (typeof HOLDERS)[number];

/** Exactly one of the three is named. */
export type Holder = Partial<Record<HolderKind, number>>;
export type Member = Holder & { is_admin: boolean };
export type Limit = Holder & { holdings: number; condition: Condition | null };

export type PoolWithMembers = Omit<Pool, "records" | "records_capped" | "member" | "is_admin"> & { members: Member[] };

export interface Rule {
  id: number;
  pool: number;
  name: string;
  active: boolean;
  order: number;
  basis: "without" | "after" | "on";
  fact: string;
  days: number;
  on_date: string | null;
  condition: Condition | null;
  exceptions: Condition | null;
  spared: string[];
  protect_days: number;
  warn_days: number;
}
export type Draft = Omit<Rule, "id" | "pool" | "order">;

export interface Forecast {
  days: number[];
  now: number[];
  planned: number[];
  people: { owner: number; name: string; now: number[]; planned: number[] }[];
  records: { id: number; title: string; owner: number; due_on: string; rule: string }[];
  /** What the planned rule would have done; without a rule there is nothing to look back on. */
  lookback: {
    days: number;
    would: number;
    did: number;
    complete: boolean;
    people: { owner: number; name: string; would: number }[];
    by_today: { name: string; label: string }[];
  } | null;
}

export interface Facts {
  facts: { key: string; label: string }[];
  exemptions: { key: string; label: string }[];
}

export const kindOf = (holder: Holder): HolderKind => HOLDERS.find((kind) => holder[kind] !== undefined) ?? "user";

export const poolQuery = (id: number) =>
  queryOptions({
    queryKey: ["pools", "one", id],
    queryFn: ({ signal }) => get<PoolWithMembers>(`pool/${id}`, {}, signal),
    staleTime: 0,
  });

export const rulesQuery = (pool: number) =>
  queryOptions({
    queryKey: ["pools", "rules", pool],
    queryFn: async ({ signal }) => listOf(await get<{ items: Rule[] }>(`pool/${pool}/rules`, {}, signal)),
    staleTime: 0,
  });

export const limitsQuery = (entity: string) =>
  queryOptions({
    queryKey: ["pools", "limits", entity],
    queryFn: async ({ signal }) => listOf(await get<{ items: Limit[] }>("pool/limits", { entity }, signal)),
    staleTime: 0,
  });

export const factsQuery = (entity: string) =>
  queryOptions({
    queryKey: ["pools", "facts", entity],
    queryFn: ({ signal }) => get<Facts>("pool/facts", { entity }, signal),
    staleTime: 60_000,
  });

const MAX_NAMED = 200;

/** What the named are called; empty until it is known. */
export function useHolderNames(holders: Holder[]): (holder: Holder) => string {
  const ids = [...new Set(holders.flatMap((holder) => holder.user ?? []))].sort((a, b) => a - b).slice(0, MAX_NAMED);
  const departments = useQuery(treeQuery).data;
  const roles = useQuery(rolesQuery).data;
  const people = useQuery({
    queryKey: ["records", "user", "named", ids],
    queryFn: ({ signal }) =>
      get<Page>(
        "user",
        { filter: JSON.stringify({ field: "id", op: "in", value: ids }), fields: "name", limit: MAX_NAMED },
        signal,
      ),
    enabled: ids.length > 0,
    staleTime: 60_000,
  }).data;
  const named = new Map<string, string>([
    ...flatDepartments(departments).map((item): [string, string] => [`department${item.value}`, item.label]),
    ...(roles ?? []).map((role): [string, string] => [`role${role.id}`, roleName(role)]),
    ...(people?.items ?? []).map((person): [string, string] => [`user${person.id}`, String(person.name ?? "")]),
  ]);
  return (holder) => named.get(`${kindOf(holder)}${holder[kindOf(holder)]}`) ?? "";
}
