/** The logic of the generic list: which view, which columns, which rows. No look in here. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Condition, EntityMeta, FieldMeta, Preset, SavedView, ViewColumn } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { allOf, namesIn } from "@/meta/condition";
import { fieldMap } from "@/meta/hooks";
import { useStored } from "@/ui/hooks";
import { countsQuery, listQuery, PAGE_LIMIT_ROWS, PAGE_SIZE, totalOf, viewsQuery } from "../data";
import { parseSort, useListUrl } from "./url";

export type Density = "compact" | "normal" | "loose";

export interface ListView {
  key: string;
  label: string;
  filter: Condition | null;
  sort: string | null;
  columns: ViewColumn[] | null;
  density: Density | null;
  saved: SavedView | null;
}

export interface ShownColumn {
  field: FieldMeta;
  width: number;
}

const ALL = "all";
const TITLE_WIDTH = 248;
const NUMBER_WIDTH = 168;
/** The numbers of documents are at most so long; names are longer. */
const NUMBER_LENGTH = 40;
const WIDE_CHOICE_WIDTH = 156;
const MAX_AUTO_WIDTH = 260;

function presetView(preset: Preset): ListView {
  return {
    key: preset.key,
    label: preset.label,
    filter: preset.filter,
    sort: preset.sort,
    columns: null,
    density: null,
    saved: null,
  };
}

function savedView(view: SavedView): ListView {
  return {
    key: `v${view.id}`,
    label: view.name,
    filter: view.filter,
    sort: view.sort,
    columns: view.columns?.length ? view.columns : null,
    density: (view.density as Density | null) ?? null,
    saved: view,
  };
}

/** Presets of the entity, then saved views; “all” comes first even where no preset says so. */
export function viewsOf(meta: EntityMeta, saved: SavedView[]): ListView[] {
  const presets = meta.list.presets.map(presetView);
  const hasAll = presets.some((view) => view.filter === null);
  const all = presetView({ key: ALL, label: t("list.all", { label: meta.plural }), filter: null, sort: null });
  return [...(hasAll ? [] : [all]), ...presets, ...saved.map(savedView)];
}

/** Whether it is the number of a document, which needs less room than a name. */
const isNumber = (field: FieldMeta): boolean =>
  field.type === "auto_number" || (field.type === "text" && (field.max_length ?? Number.MAX_VALUE) <= NUMBER_LENGTH);

/** What a column needs that is not the title. */
export function widthOf(field: FieldMeta): number {
  // A header is never cut: about 15 px a character, and room for the sort mark.
  const heading = Math.min(field.label.length * 15 + 36, MAX_AUTO_WIDTH);
  const said = Number(field.options?.width) || undefined;
  return Math.max(said ?? (field.dictionary === "industry" ? WIDE_CHOICE_WIDTH : kitOf(field).width), heading);
}

export function shownColumns(meta: EntityMeta, wanted: ViewColumn[]): ShownColumn[] {
  const fields = fieldMap(meta);
  const first = wanted.some((column) => column.name === meta.title) ? wanted : [{ name: meta.title }, ...wanted];
  const title = first.find((column) => column.name === meta.title);
  const ordered = title ? [title, ...first.filter((column) => column.name !== meta.title)] : first;
  return ordered.flatMap((column) => {
    const field = fields.get(column.name);
    if (!field) return [];
    const title = Number(field.options?.width) || (isNumber(field) ? NUMBER_WIDTH : TITLE_WIDTH);
    const auto = column.name === meta.title ? title : widthOf(field);
    return [{ field, width: column.width ?? auto }];
  });
}

export function useList(meta: EntityMeta) {
  const [url, setUrl] = useListUrl();
  const entity = meta.key;
  const saved = useQuery(viewsQuery(entity)).data;
  const views = useMemo(() => viewsOf(meta, saved ?? []), [meta, saved]);
  const standard = views.find((view) => view.saved?.is_default && view.saved.mine) ?? views[0];
  const view = views.find((item) => item.key === url.view) ?? standard;
  const viewKey = view?.key ?? ALL;

  const [own, setOwn] = useStored<Record<string, ViewColumn[]>>(`kezhou.columns.${entity}`, {});
  const [density, setDensity] = useStored<Density | null>(`kezhou.density.${entity}`, null);
  const wanted = own[viewKey] ?? view?.columns ?? meta.list.columns.map((name) => ({ name }));
  const columns = useMemo(() => shownColumns(meta, wanted), [meta, wanted]);

  const sort = url.sort ?? view?.sort ?? meta.list.sort;
  const fields = useMemo(() => {
    const known = fieldMap(meta);
    const card = meta.list.card;
    const names = [
      meta.title,
      ...columns.map((column) => column.field.name),
      ...(card?.badges ?? []),
      card?.amount,
      card?.date,
      "owner",
      ...columns.flatMap(({ field }) => (field.options?.due_while ? namesIn(field.options.due_while) : [])),
    ];
    return [...new Set(names.filter((name): name is string => Boolean(name) && known.has(name as string)))];
  }, [meta, columns]);

  const words = {
    q: url.q,
    filter: allOf(view?.filter, url.f),
    sort,
    fields,
    page: url.page,
    cursor: url.cursor,
    limit: url.size ?? PAGE_SIZE,
    trash: url.trash,
  };
  const isCalendar = Boolean(url.month && meta.list.calendar && !url.trash);
  const isBoard = Boolean(url.board && meta.list.kanban && !url.trash && !isCalendar);
  const isTable = !isBoard && !isCalendar;
  const page = useQuery({ ...listQuery(entity, words), placeholderData: keepPreviousData, enabled: isTable });
  const counts = useQuery({
    ...countsQuery(entity, Object.fromEntries(views.map((item) => [item.key, item.filter])), false),
    enabled: (!isTable || page.isSuccess) && !url.trash,
    placeholderData: keepPreviousData,
  });
  const total = totalOf(page.data);

  return {
    url,
    setUrl,
    views,
    view,
    viewKey,
    columns,
    sort: parseSort(sort),
    sortText: sort,
    words,
    isBoard,
    isCalendar,
    isTable,
    page,
    counts: counts.data,
    total,
    byCursor: total === null || total.capped || total.count > PAGE_LIMIT_ROWS || url.cursor !== undefined,
    density: density ?? view?.density ?? "normal",
    setDensity,
    setColumns: (next: ViewColumn[] | null) => {
      const { [viewKey]: _old, ...rest } = own;
      setOwn(next ? { ...rest, [viewKey]: next } : rest);
    },
  };
}

export type ListModel = ReturnType<typeof useList>;
