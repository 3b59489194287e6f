import { lazy } from "react";
import type { Condition, EntityMeta } from "@/api/types";
import { partsOf } from "@/meta/condition";
import { useConditionText } from "@/records/list/filterText";

export const FilterBuilder = lazy(() => import("@/records/list/FilterBuilder"));

/** A condition in words, one tag per part. */
export function FilterText({ meta, condition }: { meta: EntityMeta; condition: Condition }) {
  const words = useConditionText(meta, [condition]);
  return (
    <span className="row row--wrap">
      {partsOf(condition).map((part) => (
        <span key={JSON.stringify(part)} className="tag tag--blue">
          {words(part)}
        </span>
      ))}
    </span>
  );
}
