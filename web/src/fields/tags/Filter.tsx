import type { FilterProps } from "../types";
import TagsInput from "./Input";

export default function TagsFilter({ field, value, onChange, label }: FilterProps) {
  return <TagsInput field={field} value={value} onChange={onChange} label={label} />;
}
