import { useQuery } from "@tanstack/react-query";
import { TreeSelect } from "antd";
import { t } from "@/i18n";
import { MANY } from "@/meta/condition";
import { regionsQuery } from "@/meta/hooks";
import { clear } from "@/ui/clear";
import type { FilterProps } from "../types";

export default function RegionFilter({ op, value, onChange, label, placeholder }: FilterProps) {
  const { data } = useQuery(regionsQuery);
  const many = MANY.has(op);
  return (
    <TreeSelect
      style={{ width: "100%" }}
      treeData={data ?? []}
      fieldNames={{ label: "name", value: "code", children: "children" }}
      multiple={many}
      value={many ? (Array.isArray(value) ? value : []) : (value ?? undefined)}
      showSearch={{ treeNodeFilterProp: "name" }}
      allowClear={clear()}
      maxTagCount="responsive"
      aria-label={label}
      placeholder={placeholder ?? t("field.region")}
      onChange={(next: unknown) => onChange(next ?? null)}
    />
  );
}
