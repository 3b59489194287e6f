/** The left menu, in groups, from the server's list of entities. */
import type { EntityInfo, Meta } from "@/api/types";
import { may } from "./hooks";

export interface MenuGroup {
  key: string;
  entities: EntityInfo[];
}

/** Entities that are reached through the settings and not through the menu. */
const IN_SETTINGS = new Set(["user", "department", "position", "role"]);

export function menuGroups(meta: Meta): MenuGroup[] {
  const groups = new Map<string, EntityInfo[]>();
  const shown = meta.entities
    .filter((entity) => entity.menu && may(entity.can, "view") && !IN_SETTINGS.has(entity.key))
    .sort((a, b) => (a.menu?.order ?? 0) - (b.menu?.order ?? 0));
  for (const entity of shown) {
    const key = entity.menu?.group ?? "";
    groups.set(key, [...(groups.get(key) ?? []), entity]);
  }
  return [...groups].map(([key, entities]) => ({ key, entities }));
}

export const creatable = (meta: Meta): EntityInfo[] =>
  menuGroups(meta)
    .flatMap((group) => group.entities)
    .filter((entity) => may(entity.can, "create"));
