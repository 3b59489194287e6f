/** A condition in words; a click opens the builder. */
import { Button } from "antd";
import { lazy } from "react";
import type { Condition, EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import { useConditionText } from "@/records/list/filterText";
import { openDialog } from "@/ui/dialogs";
import { Icon } from "@/ui/Icon";
import { IconButton } from "@/ui/parts";

const FilterBuilder = lazy(() => import("@/records/list/FilterBuilder"));

export default function ConditionField(props: {
  meta: EntityMeta;
  value: Condition | null;
  /** What no condition means. */
  none: string;
  label?: string;
  onChange: (value: Condition | null) => void;
}) {
  const words = useConditionText(props.meta);
  const edit = async (): Promise<void> => {
    const next = await openDialog<{ condition: Condition | null }>((close) => (
      <FilterBuilder meta={props.meta} condition={props.value} onClose={close} />
    ));
    if (next) props.onChange(next.condition);
  };
  return (
    <span className="row condition-field">
      <Button
        icon={<Icon name="filter" size={14} />}
        aria-label={props.label ? `${props.label} · ${props.value ? words(props.value) : props.none}` : undefined}
        onClick={() => void edit()}
      >
        <span className="ellipsis">{props.value ? words(props.value) : props.none}</span>
      </Button>
      {props.value && (
        <IconButton icon="close" size="small" label={t("common.remove")} onClick={() => props.onChange(null)} />
      )}
    </span>
  );
}
