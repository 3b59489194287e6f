/** One rule, and beside it who would lose what by it. */
import { Button, Input, Segmented, Select } from "antd";
import { useState } from "react";
import { patch, post } from "@/api/client";
import { type FormErrors, formErrors } from "@/api/problem";
import type { EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/poolSettings";
import ConditionField from "@/records/list/ConditionField";
import { Labelled } from "@/ui/Labelled";
import { toast } from "@/ui/toast";
import { DayInput } from "../DayInput";
import type { Draft, Facts, Rule } from "./data";
import { NumberField } from "./NumberField";
import { Simulator } from "./Simulator";

const BASES = ["without", "after", "on"] as const;
const FIELDS = [
  ...["name", "basis", "fact", "days", "on_date", "condition", "exceptions", "spared", "protect_days", "warn_days"],
];

export function RuleEditor(props: {
  pool: number;
  meta: EntityMeta;
  facts: Facts;
  rule: Rule | null;
  onClose: (saved: boolean) => void;
}) {
  const { rule, meta, facts } = props;
  const [draft, setDraft] = useState<Draft>(() => {
    if (rule) {
      const { id: _id, pool: _pool, order: _order, ...words } = rule;
      return words;
    }
    return {
      name: "",
      active: false,
      basis: "without",
      fact: facts.facts[0]?.key ?? "",
      days: 30,
      on_date: null,
      condition: null,
      exceptions: null,
      spared: [],
      protect_days: 0,
      warn_days: 7,
    };
  });
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const set = (more: Partial<Draft>): void => setDraft({ ...draft, ...more });
  const sent: Draft = draft.basis === "on" ? { ...draft, fact: "" } : { ...draft, on_date: null };

  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const { active: _active, ...words } = sent;
      if (rule) await patch(`pool/${props.pool}/rules/${rule.id}`, words);
      else await post(`pool/${props.pool}/rules`, { ...words, active: false });
      toast(t(rule?.active ? "settings.saved" : "pools.ruleSaved"), { kind: "good" });
      props.onClose(true);
    } catch (error) {
      setErrors(formErrors(error, FIELDS));
      setBusy(false);
    }
  };
  return (
    <div className="rule-cols">
      <div className="stack">
        {errors.summary.length > 0 && (
          <div className="notice notice--bad" role="alert">
            {errors.summary.join(" ")}
          </div>
        )}
        <Labelled id="rule-name" label={t("pools.ruleName")} required error={errors.fields.name}>
          <Input
            id="rule-name"
            autoFocus
            maxLength={60}
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        </Labelled>
        <div className="field">
          <span className="field__name">{t("pools.basis")}</span>
          <Segmented<Draft["basis"]>
            aria-label={t("pools.basis")}
            value={draft.basis}
            options={BASES.map((value) => ({ value, label: t(`pools.basis_${value}`) }))}
            onChange={(basis) => set({ basis })}
          />
          <p className="field__help">{t(`pools.basis_${draft.basis}Hint`)}</p>
        </div>
        {draft.basis === "on" ? (
          <Labelled id="rule-day" label={t("pools.onDay")} required error={errors.fields.on_date}>
            <DayInput
              id="rule-day"
              label={t("pools.onDay")}
              value={draft.on_date ?? ""}
              onChange={(day) => set({ on_date: day || null })}
            />
          </Labelled>
        ) : (
          <div className="pool-form__numbers">
            <Labelled id="rule-fact" label={t("pools.fact")} required error={errors.fields.fact}>
              <Select<string>
                id="rule-fact"
                value={draft.fact || undefined}
                options={facts.facts.map((fact) => ({ value: fact.key, label: fact.label }))}
                onChange={(fact) => set({ fact })}
              />
            </Labelled>
            <NumberField
              id="rule-days"
              label={t("pools.days")}
              value={draft.days}
              unit={t("pools.uDays")}
              error={errors.fields.days}
              onChange={(days) => set({ days: days ?? 0 })}
            />
          </div>
        )}
        <div className="field">
          <span className="field__name">{t("pools.condition")}</span>
          <ConditionField
            meta={meta}
            label={t("pools.condition")}
            value={draft.condition}
            empty={t("pools.conditionAll", { label: meta.plural })}
            onChange={(condition) => set({ condition })}
          />
          {errors.fields.condition && <p className="field__error">{errors.fields.condition}</p>}
        </div>
        <div className="field">
          <span className="field__name">{t("pools.exceptions")}</span>
          <ConditionField
            meta={meta}
            label={t("pools.exceptions")}
            value={draft.exceptions}
            empty={t("pools.exceptionsNone")}
            onChange={(exceptions) => set({ exceptions })}
          />
          {facts.exemptions.length > 0 && (
            <span className="row row--wrap">
              {facts.exemptions.map((item) => (
                <label key={item.key} className="row">
                  <input
                    type="checkbox"
                    className="check"
                    checked={draft.spared.includes(item.key)}
                    onChange={(event) =>
                      set({
                        spared: event.target.checked
                          ? [...draft.spared, item.key]
                          : draft.spared.filter((key) => key !== item.key),
                      })
                    }
                  />
                  {item.label}
                </label>
              ))}
            </span>
          )}
        </div>
        <div className="pool-form__numbers">
          <NumberField
            id="rule-protect"
            label={t("pools.protect")}
            value={draft.protect_days}
            unit={t("pools.uDays")}
            error={errors.fields.protect_days}
            onChange={(value) => set({ protect_days: value ?? 0 })}
          />
          <NumberField
            id="rule-warn"
            label={t("pools.warn")}
            value={draft.warn_days}
            unit={t("pools.uDays")}
            error={errors.fields.warn_days}
            onChange={(value) => set({ warn_days: value ?? 0 })}
          />
        </div>
        {rule?.active && <p className="field__warn">{t("pools.activeHint")}</p>}
        <div className="row">
          <Button type="primary" loading={busy} disabled={!draft.name.trim()} onClick={() => void save()}>
            {t(rule?.active ? "common.save" : "pools.saveOff")}
          </Button>
          <Button onClick={() => props.onClose(false)}>{t("common.cancel")}</Button>
        </div>
      </div>
      <Simulator pool={props.pool} ruleId={rule?.id ?? null} draft={sent} />
    </div>
  );
}
