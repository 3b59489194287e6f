import { apiUrl } from "@/api/client";
import type { FileRef } from "@/api/types";
import { formatSize } from "@/ui/format";
import { Icon } from "@/ui/Icon";
import type { DisplayProps } from "../types";

export const isFile = (value: unknown): value is FileRef =>
  typeof value === "object" && value !== null && "id" in value && "name" in value;

export const fileText = (value: unknown): string => (isFile(value) ? value.name : "");

export function FileDisplay({ value, field, mode }: DisplayProps) {
  if (!isFile(value)) return null;
  const href = apiUrl(`files/${value.id}`);
  if (field.type === "image" && mode === "full") {
    return (
      <a href={href} download={value.name}>
        <img className="thumb" src={href} alt={value.name} loading="lazy" />
      </a>
    );
  }
  return (
    <a href={href} download={value.name} className="row">
      <Icon name="file" size={14} />
      <span className="ellipsis">{value.name}</span>
      {mode === "full" && <span className="muted">{formatSize(value.size)}</span>}
    </a>
  );
}
