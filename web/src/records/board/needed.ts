/** What a refused move asks for. */
import type { ApiError } from "@/api/client";
import type { EntityMeta, FieldMeta } from "@/api/types";
import { fieldMap } from "@/meta/hooks";

const MISSING = "required";

/** The fields that have to be filled so that the move is taken; null where something else forbids it. */
export function needed(error: ApiError, meta: EntityMeta, moved: string): FieldMeta[] | null {
  const errors = error.problem.errors ?? [];
  if (error.status !== 422 || errors.length === 0) return null;
  const fields = fieldMap(meta);
  const found: FieldMeta[] = [];
  for (const one of errors) {
    const field = fields.get(one.path);
    if (one.code !== MISSING || one.path === moved || !field || field.read_only || !field.edit) return null;
    if (!found.includes(field)) found.push(field);
  }
  return found.map((field) => ({ ...field, required: true }));
}
