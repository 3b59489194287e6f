import { Select } from "antd";
import { t } from "@/i18n";
import type { InputProps } from "../types";

export default function TagsInput(props: InputProps) {
  return (
    <Select
      id={props.id}
      mode="tags"
      style={{ width: "100%" }}
      tokenSeparators={[",", "，", "、", ";", "；"]}
      value={Array.isArray(props.value) ? props.value.map(String) : []}
      options={(props.field.choices ?? []).map((choice) => ({ value: choice.value, label: choice.label }))}
      status={props.invalid ? "error" : undefined}
      placeholder={t("form.tags")}
      aria-label={props.label ?? props.field.label}
      aria-describedby={props.describedBy}
      onChange={props.onChange}
    />
  );
}
