import { Select, TreeSelect } from "antd";
import { t } from "@/i18n";
import { MANY } from "@/meta/condition";
import { clear } from "@/ui/clear";
import type { FilterProps } from "../types";
import { isIndustry, useChoices, useIndustries } from "./choices";

function IndustryFilter({ op, value, onChange, label, placeholder }: FilterProps) {
  const many = MANY.has(op);
  return (
    <TreeSelect
      style={{ width: "100%" }}
      treeData={useIndustries(true)}
      fieldNames={{ label: "name", value: "code", children: "children" }}
      multiple={many}
      value={many ? (Array.isArray(value) ? value : []) : (value ?? undefined)}
      showSearch={{ treeNodeFilterProp: "name" }}
      allowClear={clear()}
      maxTagCount="responsive"
      aria-label={label}
      placeholder={placeholder ?? t("form.choose")}
      onChange={(next: unknown) => onChange(next ?? null)}
    />
  );
}

function ListFilter({ op, value, onChange, label, field, placeholder }: FilterProps) {
  const many = MANY.has(op);
  const choices = useChoices(field);
  return (
    <Select
      style={{ width: "100%" }}
      mode={many ? "multiple" : undefined}
      value={many ? (Array.isArray(value) ? value : []) : (value ?? undefined)}
      options={choices.map((choice) => ({ value: choice.value, label: choice.label }))}
      showSearch={choices.length > 8 ? { optionFilterProp: "label" } : false}
      allowClear={clear()}
      maxTagCount="responsive"
      aria-label={label}
      placeholder={placeholder ?? t("form.choose")}
      onChange={(next: unknown) => onChange(next ?? null)}
    />
  );
}

export default function ChoiceFilter(props: FilterProps) {
  return isIndustry(props.field) ? <IndustryFilter {...props} /> : <ListFilter {...props} />;
}
