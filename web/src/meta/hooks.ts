/** Who I am and what there is: cached for the session, renewed when the server says that the schema changed. */
import { queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { get, listOf, setCsrf } from "@/api/client";
import type { Choice, EntityInfo, EntityMeta, FieldMeta, Me, Meta, RegionNode } from "@/api/types";

const HOUR = 3_600_000;

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }) => {
    const me = await get<Me>("me", {}, signal);
    setCsrf(me.csrf_token);
    return me;
  },
  staleTime: 5 * 60_000,
  retry: false,
});

export const metaQuery = queryOptions({
  queryKey: ["meta"],
  queryFn: ({ signal }) => get<Meta>("meta", {}, signal),
  staleTime: 5 * 60_000,
});

export const entityQuery = (key: string) =>
  queryOptions({
    queryKey: ["meta", key],
    queryFn: ({ signal }) => get<EntityMeta>(`meta/${key}`, {}, signal),
    staleTime: 5 * 60_000,
  });

export const regionsQuery = queryOptions({
  queryKey: ["regions"],
  queryFn: async ({ signal }) => listOf(await get<RegionNode[] | { items: RegionNode[] }>("regions", {}, signal)),
  staleTime: 24 * HOUR,
  gcTime: 24 * HOUR,
});

export const industriesQuery = queryOptions({
  queryKey: ["industries"],
  queryFn: async ({ signal }) => listOf(await get<RegionNode[] | { items: RegionNode[] }>("industries", {}, signal)),
  staleTime: 24 * HOUR,
  gcTime: 24 * HOUR,
});

/** Inside the signed-in shell, where both are loaded before anything draws. */
export const useMe = (): Me => useSuspenseQuery(meQuery).data;
export const useMeta = (): Meta => useSuspenseQuery(metaQuery).data;

/** The description of one entity; an empty key waits until the key is known. */
export const useEntity = (key: string) => useQuery({ ...entityQuery(key), enabled: key !== "" });

export function entityInfo(meta: Meta, key: string): EntityInfo | undefined {
  return meta.entities.find((entity) => entity.key === key);
}

/** May this person do this to at least some record? */
export function may(can: Record<string, string> | undefined, action: string): boolean {
  const level = can?.[action];
  return level !== undefined && level !== "none";
}

export function companyName(meta: Meta): string {
  return typeof meta.company === "string" ? meta.company : (meta.company?.name ?? "");
}

export function fieldMap(meta: EntityMeta): Map<string, FieldMeta> {
  return new Map(meta.fields.filter((field) => field.view !== "hidden").map((field) => [field.name, field]));
}

/** A field's choices: its own, else those of its dictionary. */
export function choicesOf(field: FieldMeta, meta?: Meta): Choice[] {
  if (field.choices?.length) return field.choices;
  return (field.dictionary && meta?.dictionaries[field.dictionary]) || [];
}
