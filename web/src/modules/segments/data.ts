/** Segments as the server tells them, and the field that asks about them in a filter. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { get, listOf } from "@/api/client";
import type { Choice, Condition, EntityMeta, FieldMeta, Id, Ref } from "@/api/types";
import { t } from "@/i18n";

export const TOKEN = "$segment";

export interface Segment {
  id: number;
  version: number;
  entity: string;
  name: string;
  description: string;
  condition: Condition;
  shared: boolean;
  owner: Ref;
  mine: boolean;
  can_change: boolean;
  /** Counted with the owner's rights, and told to the owner only. */
  size: number | null;
  counted_at: string | null;
  problem: string;
  trend: { on: string; size: number }[];
}

export const segmentsQuery = (entity: string) =>
  queryOptions({
    queryKey: ["segments", entity],
    queryFn: async ({ signal }) => listOf(await get<{ items: Segment[] }>("segment", { entity }, signal)),
    staleTime: 60_000,
  });

export const holds = (id: Id): Condition => ({ field: TOKEN, op: "in", value: [id] });

/** “客户分群 属于 …” in the filter of every list. */
export function useSegmentField(meta: EntityMeta, wanted: boolean): FieldMeta {
  const known = useQuery({ ...segmentsQuery(meta.key), enabled: wanted }).data ?? [];
  return {
    name: TOKEN,
    label: t("nav.segments"),
    type: "choice",
    required: false,
    read_only: true,
    write_once: false,
    operators: ["in", "not_in"],
    sortable: false,
    filterable: true,
    groupable: false,
    custom: false,
    view: "full",
    edit: false,
    pii: false,
    search: false,
    // The codes of segments are numbers; a filter hands on whatever the choice says.
    choices: known.map((one): Choice => ({ value: one.id as unknown as string, label: one.name, active: true })),
  };
}
