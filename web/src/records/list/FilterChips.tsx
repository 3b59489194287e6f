import type { Condition, EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/filters";
import { Icon } from "@/ui/Icon";
import { useConditionText } from "./filterText";

export default function FilterChips(props: {
  meta: EntityMeta;
  parts: Condition[];
  onRemove: (part: Condition) => void;
  onEdit: () => void;
  onClear: () => void;
}) {
  const words = useConditionText(props.meta, props.parts);
  return (
    <div className="chips">
      {props.parts.map((part) => {
        const text = words(part);
        return (
          <span key={JSON.stringify(part)} className="chip">
            <button type="button" className="chip__text" onClick={props.onEdit} title={text}>
              {text}
            </button>
            <button
              type="button"
              className="chip__close"
              aria-label={t("filter.remove", { text })}
              onClick={() => props.onRemove(part)}
            >
              <Icon name="close" size={12} />
            </button>
          </span>
        );
      })}
      <button type="button" className="plain-button" onClick={props.onClear}>
        {t("list.clearFilters")}
      </button>
    </div>
  );
}
