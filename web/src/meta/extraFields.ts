/** What a filter can ask beyond a record's own fields, such as being part of a segment. Modules add theirs at start. */
import type { EntityMeta, FieldMeta } from "@/api/types";

/** A hook: the field with its choices, or nothing for this entity. `wanted` is off while nobody looks at it. */
export type UseExtraField = (meta: EntityMeta, wanted: boolean) => FieldMeta | null;

const hooks: UseExtraField[] = [];

export function addExtraField(use: UseExtraField): void {
  if (!hooks.includes(use)) hooks.push(use);
}

/** All of them. The list of hooks is complete before anything is drawn, so their order never changes. */
export function useExtraFields(meta: EntityMeta, wanted: boolean): FieldMeta[] {
  return hooks.map((use) => use(meta, wanted)).filter((field): field is FieldMeta => field !== null);
}
