import { Switch } from "antd";
import { t } from "@/i18n";
import type { InputProps } from "../types";

export default function BooleanInput(props: InputProps) {
  return (
    <Switch
      id={props.id}
      checked={props.value === true}
      autoFocus={props.autoFocus}
      checkedChildren={t("common.yes")}
      unCheckedChildren={t("common.no")}
      aria-label={props.label ?? props.field.label}
      onChange={props.onChange}
    />
  );
}
