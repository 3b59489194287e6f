/** Name, what members see before a claim, and how much they may take. */
import { Input, Select } from "antd";
import { t } from "@/i18n";
import "@/i18n/words/poolSettings";
import { useEntity } from "@/meta/hooks";
import { Labelled } from "@/ui/Labelled";
import { NumberField } from "./NumberField";
import type { Values } from "./PoolEditor";

const NUMBERS = [
  ["claims_per_day", "pools.uTimes"],
  ["claims_per_week", "pools.uTimes"],
  ["views_per_day", "pools.uRecords"],
  ["ex_owner_days", "pools.uDays"],
  ["new_days", "pools.uDays"],
] as const;
const SWITCHES = ["active", "is_default", "masked"] as const;
const NEVER_SHOWN = new Set(["owner", "pool", "dept"]);

export function Basics(props: {
  entity: string;
  values: Values;
  set: (values: Partial<Values>) => void;
  errors: Record<string, string>;
}) {
  const { values, set, errors } = props;
  const meta = useEntity(props.entity).data;
  const fields = (meta?.fields ?? []).filter((field) => !NEVER_SHOWN.has(field.name) && field.name !== meta?.title);
  return (
    <div className="stack pool-form">
      <Labelled id="pool-name" label={t("pools.name")} required error={errors.name}>
        <Input
          id="pool-name"
          maxLength={60}
          value={values.name}
          onChange={(event) => set({ name: event.target.value })}
        />
      </Labelled>
      {SWITCHES.map((name) => (
        <label key={name} className="row pool-form__switch">
          <input
            type="checkbox"
            className="check"
            checked={values[name]}
            onChange={(event) => set({ [name]: event.target.checked })}
          />
          <span>
            {t(`pools.s_${name}`)} <span className="muted">{t(`pools.s_${name}Hint`)}</span>
          </span>
        </label>
      ))}
      <Labelled id="pool-columns" label={t("pools.columns")} error={errors.columns}>
        <Select<string[]>
          id="pool-columns"
          mode="multiple"
          value={values.columns}
          placeholder={t("pools.columnsAll")}
          showSearch={{ optionFilterProp: "label" }}
          options={fields.map((field) => ({ value: field.name, label: field.label }))}
          onChange={(columns) => set({ columns })}
        />
        <p className="field__help">{t("pools.columnsHint")}</p>
      </Labelled>
      <h3>{t("pools.claimRules")}</h3>
      <div className="pool-form__numbers">
        {NUMBERS.map(([name, unit]) => (
          <NumberField
            key={name}
            id={`pool-${name}`}
            label={t(`pools.n_${name}`)}
            value={values[name]}
            unit={t(unit)}
            placeholder={t("pools.unlimited")}
            error={errors[name]}
            onChange={(value) => set({ [name]: value })}
          />
        ))}
      </div>
      <p className="field__help">{t("pools.claimRulesHint")}</p>
    </div>
  );
}
