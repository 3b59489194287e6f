/** The list's state is its address: reload, back and a shared link show the same rows. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import type { Condition } from "@/api/types";
import { isMonth } from "@/ui/days";
import { PAGE_SIZE, PAGE_SIZES } from "../data";

export interface ListUrl {
  /** A preset's key, or `v12` for saved view 12. */
  view?: string;
  q?: string;
  f?: Condition;
  sort?: string;
  page?: number;
  cursor?: string;
  /** Rows per page, when not the usual number. */
  size?: number;
  trash?: boolean;
  /** Shown as a board instead of a table. */
  board?: boolean;
  /** Shown as a calendar: the month, such as `2026-11`. */
  month?: string;
  /** Whose columns the board shows, such as a sales process. */
  within?: number;
}

function isCondition(value: unknown): value is Condition {
  if (typeof value !== "object" || value === null) return false;
  if ("and" in value) return Array.isArray(value.and) && value.and.every(isCondition);
  if ("or" in value) return Array.isArray(value.or) && value.or.every(isCondition);
  if ("not" in value) return isCondition(value.not);
  return "field" in value && typeof value.field === "string" && "op" in value && typeof value.op === "string";
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;

/** Reads an address; what cannot be understood is left out, so that an old link still opens the list. */
export function parseListUrl(raw: Record<string, unknown>): ListUrl {
  const page = Number(raw.page);
  const size = Number(raw.size);
  const url: ListUrl = {
    view: text(raw.view),
    q: text(raw.q),
    f: isCondition(raw.f) ? raw.f : undefined,
    sort: text(raw.sort),
    page: Number.isInteger(page) && page > 1 ? page : undefined,
    cursor: text(raw.cursor),
    size: PAGE_SIZES.includes(size) && size !== PAGE_SIZE ? size : undefined,
    trash: raw.trash === true || raw.trash === "true" ? true : undefined,
    board: raw.board === true || raw.board === "true" ? true : undefined,
    month: isMonth(raw.month) ? raw.month : undefined,
    within: Number.isInteger(Number(raw.within)) && Number(raw.within) > 0 ? Number(raw.within) : undefined,
  };
  return Object.fromEntries(Object.entries(url).filter(([, value]) => value !== undefined));
}

/** Any change but turning the page starts again at the first one. */
export function nextUrl(old: ListUrl, change: Partial<ListUrl>): ListUrl {
  const turning = "page" in change || "cursor" in change;
  const merged = { ...old, ...(turning ? {} : { page: undefined, cursor: undefined }), ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined && value !== ""));
}

export function useListUrl(): [ListUrl, (change: Partial<ListUrl>, replace?: boolean) => void] {
  const url = parseListUrl(useSearch({ strict: false }) as Record<string, unknown>);
  const navigate = useNavigate();
  const set = useCallback(
    (change: Partial<ListUrl>, replace = false) => {
      void navigate({
        to: ".",
        replace,
        search: ((old: Record<string, unknown>) => nextUrl(parseListUrl(old), change)) as never,
      });
    },
    [navigate],
  );
  return [url, set];
}

/** `-updated_at` ↔ {field, desc}. */
export function parseSort(sort: string | null | undefined): { field: string; desc: boolean } | null {
  const first = sort?.split(",")[0];
  if (!first) return null;
  return first.startsWith("-") ? { field: first.slice(1), desc: true } : { field: first, desc: false };
}

/** Header clicks go ascending → descending → the view's own order. */
export function cycleSort(current: string | undefined, field: string): string | undefined {
  const sort = parseSort(current);
  if (sort?.field !== field) return field;
  return sort.desc ? undefined : `-${field}`;
}
