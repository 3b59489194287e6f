import type { FilterProps } from "../types";
import DurationInput from "./Input";

export default function DurationFilter({ op, value, onChange, label, field }: FilterProps) {
  if (op !== "between") return <DurationInput field={field} value={value} onChange={onChange} label={label} />;
  const [from, to] = Array.isArray(value) ? value : [null, null];
  return (
    <span className="row row--wrap">
      <DurationInput field={field} value={from} onChange={(next) => onChange([next, to])} label={`${label} ≥`} />
      <DurationInput field={field} value={to} onChange={(next) => onChange([from, next])} label={`${label} ≤`} />
    </span>
  );
}
