import { InputNumber } from "antd";
import { t } from "@/i18n";
import type { InputProps } from "../types";

/** Typed as hours and minutes, stored as seconds. */
export default function DurationInput(props: InputProps) {
  const seconds = typeof props.value === "number" ? props.value : null;
  const hours = seconds === null ? null : Math.floor(seconds / 3600);
  const minutes = seconds === null ? null : Math.floor((seconds % 3600) / 60);
  const set = (h: number | null, m: number | null): void =>
    props.onChange(h === null && m === null ? null : (h ?? 0) * 3600 + (m ?? 0) * 60);
  const name = props.label ?? props.field.label;
  return (
    <span className="row">
      <InputNumber
        id={props.id}
        min={0}
        precision={0}
        value={hours}
        suffix={t("unit.hour")}
        style={{ flex: 1 }}
        status={props.invalid ? "error" : undefined}
        aria-label={`${name} ${t("unit.hour")}`}
        aria-describedby={props.describedBy}
        onChange={(next) => set(next, minutes)}
      />
      <InputNumber
        min={0}
        max={59}
        precision={0}
        value={minutes}
        suffix={t("unit.minute")}
        style={{ flex: 1 }}
        aria-label={`${name} ${t("unit.minute")}`}
        onChange={(next) => set(hours, next)}
      />
    </span>
  );
}
