import { Tag } from "@/ui/parts";
import type { DisplayProps } from "../types";

export const tagsText = (value: unknown): string => (Array.isArray(value) ? value.map(String).join("、") : "");

export function TagsDisplay({ value }: DisplayProps) {
  return Array.isArray(value) ? value.map((tag) => <Tag key={String(tag)}>{String(tag)}</Tag>) : null;
}
