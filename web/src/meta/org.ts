/** Departments and roles as pickers offer them. */
import { queryOptions } from "@tanstack/react-query";
import { get, listOf } from "@/api/client";
import type { DeptNode, Role } from "@/api/types";
import { currentLocale } from "@/i18n";

export const treeQuery = queryOptions({
  queryKey: ["org", "tree"],
  queryFn: async ({ signal }) => listOf(await get<DeptNode[] | { items: DeptNode[] }>("org/tree", {}, signal)),
  staleTime: 60_000,
});

/** For who administers roles, staff or the log; the server refuses everybody else. */
export const rolesQuery = queryOptions({
  queryKey: ["records", "role", "all"],
  queryFn: async ({ signal }) => listOf(await get<{ items: Role[] }>("roles", {}, signal)),
  staleTime: 60_000,
});

export interface DeptOption {
  value: number;
  /** Its own name, what the closed box shows. */
  name: string;
  /** With what it belongs to: “华东大区 / 上海分公司”. */
  label: string;
}

/** Every department, each below the one that it belongs to. */
export function flatDepartments(nodes: DeptNode[] | undefined, above = ""): DeptOption[] {
  return (nodes ?? []).flatMap((node) => {
    const label = above ? `${above} / ${node.name}` : node.name;
    return [{ value: node.id, name: node.name, label }, ...flatDepartments(node.children, label)];
  });
}

export const roleName = (role: Pick<Role, "name" | "name_en">): string =>
  (currentLocale() === "en" && role.name_en) || role.name;
