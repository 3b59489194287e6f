/** Reading and writing records of any entity, and what to forget after a write. */
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { ApiError, del, get, listOf, patch, post } from "@/api/client";
import type { Condition, Count, Page, Rec, SavedView } from "@/api/types";

export const PAGE_SIZE = 50;
export const PAGE_SIZES = [20, 50, 100, 200];
/** Above this the server pages by cursor only. */
export const PAGE_LIMIT_ROWS = 10_000;
/** A longer filter goes in the body instead of the address. */
const MAX_GET_FILTER = 1_200;

export interface ListWords {
  q?: string;
  filter?: Condition | null;
  sort?: string | null;
  fields?: string[];
  page?: number;
  cursor?: string;
  trash?: boolean;
  limit?: number;
}

async function fetchPage(entity: string, words: ListWords, signal?: AbortSignal): Promise<Page> {
  const filter = words.filter ? JSON.stringify(words.filter) : undefined;
  const common = {
    limit: words.limit ?? PAGE_SIZE,
    total: "capped",
    q: words.q || undefined,
    sort: words.sort || undefined,
    page: words.cursor ? undefined : words.page && words.page > 1 ? words.page : undefined,
    cursor: words.cursor,
    trash: words.trash ? true : undefined,
  };
  if (filter && filter.length > MAX_GET_FILTER) {
    return post<Page>(`${entity}/search`, { ...common, fields: words.fields, filter: words.filter }, { signal });
  }
  return get<Page>(entity, { ...common, fields: words.fields?.join(","), filter }, signal);
}

export const listQuery = (entity: string, words: ListWords) =>
  queryOptions({
    queryKey: ["records", entity, "list", words],
    queryFn: ({ signal }) => fetchPage(entity, words, signal),
    staleTime: 15_000,
  });

/** The same list, page after page by its cursor, for places that show what was read so far. */
export const pagesQuery = (entity: string, words: ListWords) =>
  infiniteQueryOptions({
    queryKey: ["records", entity, "pages", words],
    queryFn: ({ pageParam, signal }) => fetchPage(entity, { ...words, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 15_000,
  });

export const countsQuery = (entity: string, filters: Record<string, Condition | null>, trash: boolean) =>
  queryOptions({
    queryKey: ["records", entity, "counts", filters, trash],
    queryFn: async ({ signal }) =>
      (await post<{ counts: Record<string, Count> }>(`${entity}/count`, { filters }, { signal })).counts,
    staleTime: 30_000,
  });

export const oneQuery = (entity: string, id: string | number) =>
  queryOptions({
    queryKey: ["records", entity, "one", String(id)],
    queryFn: ({ signal }) => get<Rec>(`${entity}/${id}`, {}, signal),
    staleTime: 10_000,
  });

export const viewsQuery = (entity: string) =>
  queryOptions({
    queryKey: ["views", entity],
    queryFn: async ({ signal }) =>
      listOf(await get<SavedView[] | { items: SavedView[] }>(`${entity}/views`, {}, signal)),
    staleTime: 60_000,
  });

/** The number of rows, null where nobody asked for it. */
export function totalOf(page: Page | undefined): Count | null {
  return page?.total === undefined ? null : { count: page.total, capped: page.total_capped ?? false };
}

/** Puts a changed record into every list and page that shows it. */
export function patchCaches(client: QueryClient, entity: string, id: number, values: Record<string, unknown>): void {
  client.setQueriesData<Page>({ queryKey: ["records", entity, "list"] }, (page) =>
    page ? { ...page, items: page.items.map((item) => (item.id === id ? { ...item, ...values } : item)) } : page,
  );
  client.setQueryData<Rec>(["records", entity, "one", String(id)], (old) => (old ? { ...old, ...values } : old));
}

/** After a write: everything of this entity may have changed, and so may what hangs on it. */
export async function forget(client: QueryClient, entity: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ["records", entity] }),
    client.invalidateQueries({ queryKey: ["related"] }),
    client.invalidateQueries({ queryKey: ["home"] }),
  ]);
}

export async function versionOf(entity: string, record: Rec): Promise<number> {
  if (typeof record.version === "number") return record.version;
  const full = await get<Rec>(`${entity}/${record.id}`);
  return full.version ?? 1;
}

export const saveRecord = (
  entity: string,
  id: number,
  values: Record<string, unknown>,
  version: number,
): Promise<Rec> => patch<Rec>(`${entity}/${id}`, values, { version });

/** People are taken on by a call of their own, which also makes their first password. */
const CREATED_AT: Record<string, string> = { user: "users" };

export const createRecord = (entity: string, values: Record<string, unknown>, idempotencyKey: string): Promise<Rec> =>
  post<Rec>(CREATED_AT[entity] ?? entity, values, { idempotencyKey });

export const deleteRecord = (entity: string, id: number, version: number): Promise<void> =>
  del(`${entity}/${id}`, { version });

export const restoreRecord = (entity: string, id: number): Promise<Rec> => post<Rec>(`${entity}/${id}/restore`);

export interface BulkResult {
  id: number;
  ok: boolean;
  problem?: { title: string; detail?: string };
}

export const bulk = (
  entity: string,
  op: "update" | "delete" | "restore",
  ids: number[],
  values?: Record<string, unknown>,
): Promise<{ results?: BulkResult[]; job?: unknown }> => post(`${entity}/bulk`, { op, ids, ...(values && { values }) });

export const isStale = (error: unknown): error is ApiError => error instanceof ApiError && error.status === 412;
