import { Link } from "@tanstack/react-router";
import type { FieldMeta, Ref } from "@/api/types";
import { Person, Tag } from "@/ui/parts";
import type { DisplayProps } from "../types";

export const isRef = (value: unknown): value is Ref => typeof value === "object" && value !== null && "id" in value;

const titleOf = (ref: Ref): string => ref.title || `#${ref.id}`;

export function linkText(value: unknown): string {
  if (Array.isArray(value)) return value.filter(isRef).map(titleOf).join("、");
  return isRef(value) ? titleOf(value) : value === null || value === undefined ? "" : String(value);
}

export function linkEntity(field: FieldMeta): string | null {
  if (field.type === "user" || field.type === "department") return field.type;
  return field.link ?? null;
}

function RefLink({ entity, value }: { entity: string; value: Ref }) {
  // What has a colour is a mark that one reads, not a record that one opens.
  if (value.color) return <Tag color={value.color}>{titleOf(value)}</Tag>;
  return (
    <Link to="/r/$entity/$id" params={{ entity, id: String(value.id) }} preload={false}>
      {titleOf(value)}
    </Link>
  );
}

export function LinkDisplay({ value, field }: DisplayProps) {
  if (field.type === "user") return <Person name={linkText(value)} />;
  if (field.type === "department") return linkText(value);
  const entity = linkEntity(field);
  if (!entity) return linkText(value);
  if (Array.isArray(value)) {
    return value.filter(isRef).map((ref, at) => (
      <span key={ref.id}>
        {at > 0 && "、"}
        <RefLink entity={entity} value={ref} />
      </span>
    ));
  }
  return isRef(value) ? <RefLink entity={entity} value={value} /> : linkText(value);
}
