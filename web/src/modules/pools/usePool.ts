/** The logic of a pool's list: which columns, which rows, what may be searched by. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { EntityMeta, FieldMeta } from "@/api/types";
import { fieldMap } from "@/meta/hooks";
import { PAGE_LIMIT_ROWS, PAGE_SIZE, totalOf } from "@/records/data";
import { parseSort, useListUrl } from "@/records/list/url";
import { widthOf } from "@/records/list/useList";
import { type Pool, recordsQuery } from "./data";

/** What means something only once somebody owns the record. */
const OF_OWNERS = new Set(["owner", "pool", "next_follow_up_at"]);

/** The fields that members see in this pool, its name first. */
export function shownFields(pool: Pool, meta: EntityMeta): FieldMeta[] {
  const known = fieldMap(meta);
  const names = pool.columns.length > 0 ? pool.columns : meta.list.columns;
  const rest = names.filter((name) => name !== meta.title && !OF_OWNERS.has(name));
  return [meta.title, ...rest].flatMap((name) => known.get(name) ?? []);
}

/** Of what is masked here nobody can ask whether it is this or that. */
export function searchable(pool: Pool, meta: EntityMeta): EntityMeta {
  const open = new Set(pool.columns.length > 0 ? [meta.title, ...pool.columns] : meta.fields.map((f) => f.name));
  const usable = (field: FieldMeta): boolean =>
    open.has(field.name) && !OF_OWNERS.has(field.name) && !(pool.masked && field.pii);
  return { ...meta, fields: meta.fields.filter(usable) };
}

export function usePool(pool: Pool, meta: EntityMeta) {
  const [url, setUrl] = useListUrl();
  const fields = useMemo(() => shownFields(pool, meta), [pool, meta]);
  const words = {
    q: url.q,
    filter: url.f ?? null,
    sort: url.sort,
    page: url.page,
    cursor: url.cursor,
    limit: url.size ?? PAGE_SIZE,
    fields: fields.map((field) => field.name),
  };
  const page = useQuery({ ...recordsQuery(pool.id, words), placeholderData: keepPreviousData });
  const total = totalOf(page.data);
  const columns = fields.map((field) => ({
    field,
    width: field.name === meta.title ? 260 : widthOf(field),
  }));
  return {
    url,
    setUrl,
    columns,
    page,
    total,
    sort: parseSort(url.sort),
    byCursor: total === null || total.capped || total.count > PAGE_LIMIT_ROWS || url.cursor !== undefined,
  };
}
export type PoolModel = ReturnType<typeof usePool>;
