import { InputNumber } from "antd";
import type { InputProps } from "../types";
import { exact } from "./Display";

/** Decimals stay text all the way, so that no digit is lost in a binary number. */
export default function NumberInput(props: InputProps) {
  const whole = props.field.type === "integer";
  return (
    <InputNumber<string>
      id={props.id}
      stringMode
      style={{ width: "100%" }}
      value={
        props.value === null || props.value === undefined ? null : exact(String(props.value), props.field.decimals)
      }
      precision={whole ? 0 : (props.field.decimals ?? 0) > 2 ? undefined : (props.field.decimals ?? undefined)}
      suffix={props.field.type === "percent" ? "%" : undefined}
      status={props.invalid ? "error" : undefined}
      autoFocus={props.autoFocus}
      controls={false}
      aria-label={props.label}
      aria-invalid={props.invalid}
      aria-describedby={props.describedBy}
      onChange={(value) => {
        if (value === null || value === "") props.onChange(null);
        else props.onChange(whole ? Number(value) : value);
      }}
    />
  );
}
