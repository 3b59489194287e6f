import { Select } from "antd";
import { t } from "@/i18n";
import { clear } from "@/ui/clear";
import type { FilterProps } from "../types";

export default function BooleanFilter({ value, onChange, label, placeholder }: FilterProps) {
  return (
    <Select
      aria-label={label}
      style={{ width: "100%" }}
      value={value === true ? "yes" : value === false ? "no" : undefined}
      options={[
        { value: "yes", label: t("common.yes") },
        { value: "no", label: t("common.no") },
      ]}
      placeholder={placeholder ?? t("form.choose")}
      allowClear={clear()}
      onChange={(next) => onChange(next === undefined ? null : next === "yes")}
    />
  );
}
