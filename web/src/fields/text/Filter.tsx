import { Input, Select } from "antd";
import { t } from "@/i18n";
import "@/i18n/words/filters";
import { MANY } from "@/meta/condition";
import type { FilterProps } from "../types";

export default function TextFilter({ op, value, onChange, label }: FilterProps) {
  if (MANY.has(op)) {
    return (
      <Select
        mode="tags"
        open={false}
        suffixIcon={null}
        aria-label={label}
        value={Array.isArray(value) ? value.map(String) : []}
        onChange={onChange}
        placeholder={t("filter.manyHint")}
        style={{ width: "100%" }}
      />
    );
  }
  return (
    <Input
      aria-label={label}
      value={typeof value === "string" ? value : ""}
      onChange={(e) => onChange(e.target.value)}
      placeholder={t("filter.value")}
    />
  );
}
