import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import { flatDepartments, treeQuery } from "@/meta/org";
import { clear } from "@/ui/clear";

/** One department with everything below it, or the whole company. */
export function DeptPick({ value, onChange }: { value: number | null; onChange: (id: number | null) => void }) {
  const tree = useQuery(treeQuery);
  return (
    <Select
      aria-label={t("reports.department")}
      showSearch
      allowClear={clear()}
      optionFilterProp="label"
      popupMatchSelectWidth={false}
      placeholder={t("reports.everywhere")}
      value={value ?? undefined}
      style={{ minWidth: 140 }}
      options={flatDepartments(tree.data).map((one) => ({ value: one.value, label: one.label }))}
      onChange={(id?: number) => onChange(id ?? null)}
    />
  );
}
