/** A condition in words with a button that opens the builder: for segments, rules, everything that keeps conditions. */
import { Button } from "antd";
import { lazy } from "react";
import type { Condition, EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/filters";
import { openDialog } from "@/ui/dialogs";
import { Icon } from "@/ui/Icon";
import { useConditionText } from "./filterText";

const FilterBuilder = lazy(() => import("./FilterBuilder"));

export function ConditionWords({ meta, condition }: { meta: EntityMeta; condition: Condition }) {
  return <>{useConditionText(meta, [condition])(condition)}</>;
}

export default function ConditionField(props: {
  meta: EntityMeta;
  value: Condition | null;
  onChange: (condition: Condition | null) => void;
  /** What no condition means: nobody yet, or every record. */
  empty: string;
  label: string;
}) {
  const edit = async (): Promise<void> => {
    const next = await openDialog<{ condition: Condition | null }>((close) => (
      <FilterBuilder meta={props.meta} condition={props.value} onClose={close} />
    ));
    if (next) props.onChange(next.condition);
  };
  return (
    <div className="condition">
      <p className={props.value ? undefined : "muted"}>
        {props.value ? <ConditionWords meta={props.meta} condition={props.value} /> : props.empty}
      </p>
      <Button
        size="small"
        icon={<Icon name="filter" size={14} />}
        aria-label={`${props.label}: ${t("filter.title")}`}
        onClick={() => void edit()}
      >
        {t("filter.title")}
      </Button>
    </div>
  );
}
