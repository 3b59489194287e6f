import { InputNumber } from "antd";
import type { FilterProps } from "../types";

export default function NumberFilter({ op, value, onChange, label, field }: FilterProps) {
  const one = (current: unknown, set: (value: unknown) => void, name: string) => (
    <InputNumber<string>
      stringMode
      controls={false}
      style={{ width: "100%" }}
      aria-label={name}
      value={current === null || current === undefined ? null : String(current)}
      onChange={(next) => set(next === null || next === "" ? null : field.type === "integer" ? Number(next) : next)}
    />
  );
  if (op !== "between") return one(value, onChange, label);
  const [from, to] = Array.isArray(value) ? value : [null, null];
  return (
    <span className="row">
      {one(from, (next) => onChange([next, to]), `${label} ≥`)}–
      {one(to, (next) => onChange([from, next]), `${label} ≤`)}
    </span>
  );
}
