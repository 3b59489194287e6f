import { useQuery } from "@tanstack/react-query";
import type { Choice, FieldMeta, RegionNode } from "@/api/types";
import { choicesOf, industriesQuery, metaQuery } from "@/meta/hooks";

/** The industry standard has over a thousand codes: it comes as a tree of its own, not as a dictionary. */
export const isIndustry = (field: FieldMeta): boolean => field.dictionary === "industry" && !field.choices?.length;

export function useChoices(field: FieldMeta): Choice[] {
  const own = field.choices?.length ? field.choices : null;
  const { data } = useQuery({ ...metaQuery, enabled: !own });
  return own ?? choicesOf(field, data);
}

export function useIndustries(enabled: boolean): RegionNode[] {
  return useQuery({ ...industriesQuery, enabled }).data ?? [];
}

export function nameOf(nodes: RegionNode[], code: string): string | null {
  for (const node of nodes) {
    if (node.code === code) return node.name;
    const below = node.children && nameOf(node.children, code);
    if (below) return below;
  }
  return null;
}
