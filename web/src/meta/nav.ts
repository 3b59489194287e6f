/** The left menu, in groups, from the server's list of entities. */
import type { EntityInfo, Meta } from "@/api/types";
import { may } from "./hooks";

export interface MenuGroup {
  key: string;
  label: string;
  entities: EntityInfo[];
}

/** Entities that are reached through the settings and not through the menu. */
const IN_SETTINGS = new Set(["user", "department", "position", "role"]);

export function menuGroups(meta: Meta): MenuGroup[] {
  const groups = new Map<string, MenuGroup>();
  const shown = meta.entities
    .filter((entity) => entity.menu && may(entity.can, "view") && !IN_SETTINGS.has(entity.key))
    .sort((a, b) => (a.menu?.order ?? 0) - (b.menu?.order ?? 0));
  for (const entity of shown) {
    const key = entity.menu?.group ?? "";
    const group = groups.get(key) ?? { key, label: entity.menu?.label ?? key, entities: [] };
    group.entities.push(entity);
    groups.set(key, group);
  }
  return [...groups.values()];
}

export const creatable = (meta: Meta): EntityInfo[] =>
  menuGroups(meta)
    .flatMap((group) => group.entities)
    .filter((entity) => entity.features.create !== false && may(entity.can, "create"));
