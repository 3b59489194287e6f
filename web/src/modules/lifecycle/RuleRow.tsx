/** One rule of the life cycle, to read and to change. */
import { InputNumber, Select } from "antd";
import type { EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/lifecycle";
import ConditionField from "@/records/list/ConditionField";
import { IconButton } from "@/ui/parts";
import { type Lifecycle, type Rule, WHENS, type When } from "./data";

export function RuleRow(props: {
  rule: Rule;
  at: number;
  last: boolean;
  page: Lifecycle;
  meta: EntityMeta;
  onChange: (rule: Rule) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
}) {
  const { rule, page } = props;
  const name = t("lifecycle.rule", { n: props.at + 1 });
  const set = (part: Partial<Rule>): void => props.onChange({ ...rule, ...part });
  return (
    <li className="rule">
      <span className="rule__number num" aria-hidden="true">
        {props.at + 1}
      </span>
      <div className="rule__body">
        <div className="row row--wrap">
          <Select
            style={{ width: 130 }}
            aria-label={`${name}: ${t("lifecycle.status")}`}
            value={rule.status || undefined}
            options={page.statuses.map((one) => ({ value: one.value, label: one.label }))}
            onChange={(status) => set({ status })}
          />
          <Select
            style={{ width: 150 }}
            aria-label={`${name}: ${t("lifecycle.fact")}`}
            value={rule.fact}
            options={[
              { value: "", label: t("lifecycle.noFact") },
              ...page.facts.map((one) => ({ value: one.key, label: one.label })),
            ]}
            onChange={(fact) => set({ fact })}
          />
          {rule.fact && (
            <Select<When>
              style={{ width: 160 }}
              aria-label={`${name}: ${t("lifecycle.when")}`}
              value={rule.when}
              options={WHENS.map((when) => ({ value: when, label: t(`lifecycle.${when}`) }))}
              onChange={(when) => set({ when })}
            />
          )}
          {rule.fact && rule.when !== "never" && (
            <InputNumber
              style={{ width: 100 }}
              suffix={t("lifecycle.dayUnit")}
              min={0}
              max={3650}
              precision={0}
              aria-label={`${name}: ${t("lifecycle.days")}`}
              value={rule.days}
              onChange={(days) => set({ days: days ?? 0 })}
            />
          )}
        </div>
        <ConditionField
          meta={props.meta}
          value={rule.condition}
          label={name}
          empty={t("lifecycle.anyone")}
          onChange={(condition) => set({ condition })}
        />
      </div>
      <span className="row">
        <IconButton
          icon="up"
          label={`${t("lifecycle.up")} ${props.at + 1}`}
          disabled={props.at === 0}
          onClick={() => props.onMove(-1)}
        />
        <IconButton
          icon="down"
          label={`${t("lifecycle.down")} ${props.at + 1}`}
          disabled={props.last}
          onClick={() => props.onMove(1)}
        />
        <IconButton icon="trash" label={`${t("lifecycle.remove")} ${props.at + 1}`} onClick={props.onRemove} />
      </span>
    </li>
  );
}
