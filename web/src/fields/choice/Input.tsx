import { Cascader, Select } from "antd";
import type { RegionNode } from "@/api/types";
import { t } from "@/i18n";
import { clear } from "@/ui/clear";
import type { InputProps } from "../types";
import { isIndustry, useChoices, useIndustries } from "./choices";

export function pathTo(nodes: RegionNode[], code: unknown): string[] {
  for (const node of nodes) {
    if (node.code === code) return [node.code];
    const below = node.children ? pathTo(node.children, code) : [];
    if (below.length > 0) return [node.code, ...below];
  }
  return [];
}

export function TreeInput(props: InputProps & { nodes: RegionNode[]; placeholder: string }) {
  return (
    <Cascader
      id={props.id}
      style={{ width: "100%" }}
      options={props.nodes}
      fieldNames={{ label: "name", value: "code", children: "children" }}
      value={pathTo(props.nodes, props.value)}
      changeOnSelect
      showSearch
      allowClear={clear()}
      status={props.invalid ? "error" : undefined}
      placeholder={props.placeholder}
      aria-label={props.label ?? props.field.label}
      onChange={(path) => props.onChange(path?.at(-1) ?? null)}
    />
  );
}

function IndustryInput(props: InputProps) {
  return <TreeInput {...props} nodes={useIndustries(true)} placeholder={t("form.choose")} />;
}

function SelectInput(props: InputProps) {
  const choices = useChoices(props.field);
  const many = props.field.type === "multi_choice";
  const options = choices
    .filter((choice) => choice.active !== false || choice.value === props.value)
    .map((choice) => ({ value: choice.value, label: choice.label }));
  return (
    <Select
      id={props.id}
      style={{ width: "100%" }}
      mode={many ? "multiple" : undefined}
      value={many ? (Array.isArray(props.value) ? props.value : []) : (props.value ?? undefined)}
      options={options}
      showSearch={options.length > 8 ? { optionFilterProp: "label" } : false}
      allowClear={!props.field.required && clear()}
      status={props.invalid ? "error" : undefined}
      autoFocus={props.autoFocus}
      placeholder={t("form.choose")}
      aria-label={props.label ?? props.field.label}
      aria-describedby={props.describedBy}
      onChange={(next) => props.onChange(next ?? null)}
    />
  );
}

export default function ChoiceInput(props: InputProps) {
  return isIndustry(props.field) ? <IndustryInput {...props} /> : <SelectInput {...props} />;
}
