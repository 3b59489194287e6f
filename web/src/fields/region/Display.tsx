import { useQuery } from "@tanstack/react-query";
import type { RegionNode } from "@/api/types";
import { regionsQuery } from "@/meta/hooks";
import type { DisplayProps } from "../types";

/** 440305 → “广东省 深圳市 南山区”. */
export function regionPath(nodes: RegionNode[], code: string): string[] {
  for (const node of nodes) {
    if (node.code === code) return [node.name];
    const below = node.children ? regionPath(node.children, code) : [];
    if (below.length > 0) return [node.name, ...below];
  }
  return [];
}

const cache = new WeakMap<RegionNode[], Map<string, string>>();

export function regionText(nodes: RegionNode[] | undefined, value: unknown): string {
  if (typeof value !== "string" || !value) return "";
  if (!nodes) return "";
  let known = cache.get(nodes);
  if (!known) {
    known = new Map();
    cache.set(nodes, known);
  }
  let text = known.get(value);
  if (text === undefined) {
    // A municipality is province and city at once: its name is said once.
    const path = regionPath(nodes, value).filter((name, at, all) => name !== all[at - 1] && name !== "市辖区");
    text = path.join(" ") || value;
    known.set(value, text);
  }
  return text;
}

export function RegionDisplay({ value }: DisplayProps) {
  const { data } = useQuery(regionsQuery);
  return regionText(data, value);
}
