import type { Ref } from "@/api/types";
import { t } from "@/i18n";

/** Values that mean “whoever is looking”. */
export function tokens(type: string): { value: string; label: string }[] {
  if (type === "user") {
    return [
      { value: "$me", label: t("token.me") },
      { value: "$my_reports", label: t("token.myReports") },
    ];
  }
  if (type === "department") {
    return [
      { value: "$my_dept", label: t("token.myDept") },
      { value: "$my_dept_tree", label: t("token.myDeptTree") },
    ];
  }
  return [];
}

/** The titles of picked ids, so that a chip or a reload can still name them for as long as the page lives. */
const seen = new Map<string, string>();
export const linkTitle = (entity: string | null, id: unknown): string =>
  seen.get(`${entity}:${String(id)}`) ?? `#${String(id)}`;

export const rememberTitle = (entity: string | null, ref: Ref): void => {
  seen.set(`${entity}:${ref.id}`, ref.title);
};
