/** Making or changing a policy: for whom, of what, how much, when — and below it the sentence that it makes. */
import { Input, Modal, Select } from "antd";
import { useState } from "react";
import { patch, post } from "@/api/client";
import { type FormErrors, formErrors } from "@/api/problem";
import type { Ref } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/catalog";
import { useMeta } from "@/meta/hooks";
import { currencySymbol } from "@/ui/format";
import { Labelled } from "@/ui/Labelled";
import { CURRENCIES, KINDS, type Policy, type PolicyKind, plain } from "./data";
import { LooseInput } from "./LooseInput";
import { period, useSentence } from "./sentence";
import { TierRows } from "./TierRows";
import "@/ui/css/prices.css";

type Values = Partial<Policy>;
const LINKS = ["customer", "group", "product", "category"] as const;
const NUMBERS = ["min_quantity", "min_amount", "price", "discount", "amount_off"] as const;
const NEEDS: Record<PolicyKind, keyof Policy> = {
  fixed: "price",
  discount: "discount",
  amount_off: "amount_off",
  tier_price: "tiers",
  tier_discount: "tiers",
};
const FIELDS = [
  ...["name", "kind", "promotion", "priority", "active", "level", "region", "valid_from", "valid_until", "currency"],
  ...["tier_by", "tiers", ...LINKS, ...NUMBERS],
];
const USUAL: Values = { kind: "discount", promotion: false, priority: 100, active: true, tier_by: "quantity" };
const TARGETS = { customer: "customer", group: "customer", product: "product", category: "product_category" } as const;

/** What is sent: links as ids, what does not belong to the kind left empty. */
function toSend(values: Values): Record<string, unknown> {
  const needed = NEEDS[values.kind ?? "discount"];
  const sent: Record<string, unknown> = { ...values };
  for (const name of LINKS) sent[name] = values[name]?.id ?? null;
  for (const name of ["price", "discount", "amount_off", "tiers"] as const) if (name !== needed) sent[name] = null;
  return Object.fromEntries(FIELDS.map((name) => [name, sent[name] === "" ? null : (sent[name] ?? null)]));
}

export default function PolicyDialog(props: { policy?: Policy; onClose: (saved: boolean | null) => void }) {
  const { policy } = props;
  const [values, setValues] = useState<Values>(policy ?? USUAL);
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const levels = useMeta().dictionaries.customer_level ?? [];
  const say = useSentence();
  const set = (more: Values): void => setValues({ ...values, ...more });
  const kind = values.kind ?? "discount";
  const symbol = values.currency ? currencySymbol(values.currency).trim() : undefined;
  const inTiers = kind === "tier_price" || kind === "tier_discount";
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      if (policy) await patch(`price_policy/${policy.id}`, toSend(values), { version: policy.version });
      else await post("price_policy", toSend(values));
      props.onClose(true);
    } catch (error) {
      setErrors(formErrors(error, FIELDS));
      setBusy(false);
    }
  };
  const link = (name: (typeof LINKS)[number]) => (
    <Labelled id={`policy-${name}`} label={t(`catalog.${name}`)} error={errors.fields[name]}>
      <LooseInput
        id={`policy-${name}`}
        type="link"
        link={TARGETS[name]}
        label={t(`catalog.${name}`)}
        value={values[name] ?? null}
        invalid={Boolean(errors.fields[name])}
        onChange={(value) => set({ [name]: value as Ref | null })}
      />
    </Labelled>
  );
  const number = (name: (typeof NUMBERS)[number], label: string, suffix?: string) => (
    <Labelled id={`policy-${name}`} label={label} error={errors.fields[name]}>
      <Input
        id={`policy-${name}`}
        inputMode="decimal"
        suffix={suffix}
        value={plain(values[name] ?? "")}
        status={errors.fields[name] ? "error" : undefined}
        onChange={(event) => set({ [name]: event.target.value.replace(/[^\d.]/g, "") })}
      />
    </Labelled>
  );
  const day = (name: "valid_from" | "valid_until", label: string) => (
    <Labelled id={`policy-${name}`} label={label} error={errors.fields[name]}>
      <LooseInput
        id={`policy-${name}`}
        type="date"
        label={label}
        value={values[name] ?? null}
        onChange={(value) => set({ [name]: (value as string | null) ?? null })}
      />
    </Labelled>
  );
  return (
    <Modal
      open
      width={720}
      title={t(policy ? "catalog.edit" : "catalog.new")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy, disabled: !values.name?.trim() }}
      onOk={() => void save()}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack policy-form">
        {errors.summary.length > 0 && <div className="notice notice--bad">{errors.summary.join(" ")}</div>}
        <Labelled id="policy-name" label={t("catalog.name")} required error={errors.fields.name}>
          <Input
            id="policy-name"
            autoFocus
            maxLength={100}
            value={values.name ?? ""}
            onChange={(event) => set({ name: event.target.value })}
          />
        </Labelled>
        <fieldset className="policy-form__part">
          <legend>{t("catalog.how")}</legend>
          <div className="policy-form__row">
            <Labelled id="policy-kind" label={t("catalog.kind")} error={errors.fields.kind}>
              <Select<PolicyKind>
                id="policy-kind"
                aria-label={t("catalog.kind")}
                value={kind}
                options={KINDS.map((value) => ({ value, label: t(`catalog.k_${value}`) }))}
                onChange={(next) =>
                  set({ kind: next, currency: values.currency ?? (next === "discount" ? null : "CNY") })
                }
              />
            </Labelled>
            {kind === "discount" && number("discount", t("catalog.value"), "%")}
            {kind === "fixed" && number("price", t("catalog.value"), symbol)}
            {kind === "amount_off" && number("amount_off", t("catalog.value"), symbol)}
            {inTiers && (
              <Labelled id="policy-by" label={t("catalog.by")}>
                <Select
                  id="policy-by"
                  aria-label={t("catalog.by")}
                  value={values.tier_by ?? "quantity"}
                  options={(["quantity", "amount"] as const).map((value) => ({
                    value,
                    label: t(`catalog.by_${value}`),
                  }))}
                  onChange={(tier_by) => set({ tier_by })}
                />
              </Labelled>
            )}
            <Labelled id="policy-currency" label={t("catalog.currency")} error={errors.fields.currency}>
              <Select
                id="policy-currency"
                aria-label={t("catalog.currency")}
                value={values.currency ?? ""}
                options={["", ...CURRENCIES].map((value) => ({ value, label: value || t("catalog.anyCurrency") }))}
                onChange={(value) => set({ currency: value || null })}
              />
            </Labelled>
          </div>
          {inTiers && (
            <TierRows
              value={values.tiers ?? ""}
              unit={kind === "tier_discount" ? "%" : symbol}
              from={values.tier_by === "amount" ? symbol : undefined}
              error={errors.fields.tiers}
              onChange={(tiers) => set({ tiers })}
            />
          )}
          <label className="row">
            <input
              type="checkbox"
              className="check"
              checked={values.promotion ?? false}
              onChange={(event) => set({ promotion: event.target.checked })}
            />
            {t("catalog.promotion")}
          </label>
          {errors.fields.promotion && <p className="field__error">{errors.fields.promotion}</p>}
        </fieldset>
        <fieldset className="policy-form__part">
          <legend>{t("catalog.what")}</legend>
          <div className="policy-form__row">
            {link("category")}
            {link("product")}
            {number("min_quantity", t("catalog.minQuantity"))}
            {number("min_amount", t("catalog.minAmount"), symbol)}
          </div>
          <p className="field__help">{t("catalog.everything")}</p>
        </fieldset>
        <fieldset className="policy-form__part">
          <legend>{t("catalog.who")}</legend>
          <div className="policy-form__row">
            <Labelled id="policy-level" label={t("catalog.level")} error={errors.fields.level}>
              <Select
                id="policy-level"
                aria-label={t("catalog.level")}
                value={values.level ?? ""}
                options={[
                  { value: "", label: t("catalog.anyLevel") },
                  ...levels.map((one) => ({ value: one.value, label: one.label })),
                ]}
                onChange={(value) => set({ level: value || null })}
              />
            </Labelled>
            <Labelled id="policy-region" label={t("catalog.region")} error={errors.fields.region}>
              <LooseInput
                id="policy-region"
                type="region"
                label={t("catalog.region")}
                value={values.region ?? null}
                onChange={(value) => set({ region: (value as string | null) ?? null })}
              />
            </Labelled>
            {link("group")}
            {link("customer")}
          </div>
          <p className="field__help">{t("catalog.anyone")}</p>
        </fieldset>
        <fieldset className="policy-form__part">
          <legend>{t("catalog.when")}</legend>
          <div className="policy-form__row">
            {day("valid_from", t("catalog.from"))}
            {day("valid_until", t("catalog.until"))}
            <Labelled id="policy-priority" label={t("catalog.priorityField")} error={errors.fields.priority}>
              <Input
                id="policy-priority"
                inputMode="numeric"
                value={values.priority ?? 100}
                onChange={(event) => set({ priority: Number(event.target.value.replace(/\D/g, "").slice(0, 6)) })}
              />
            </Labelled>
          </div>
          <label className="row">
            <input
              type="checkbox"
              className="check"
              checked={values.active ?? true}
              onChange={(event) => set({ active: event.target.checked })}
            />
            {t("catalog.active")}
          </label>
        </fieldset>
        <div className="notice notice--info" role="status">
          <div>
            <strong>{t("catalog.preview")}</strong>
            <p>{say({ ...values, kind })}</p>
            <p className="muted">{period(values)}</p>
          </div>
        </div>
      </div>
    </Modal>
  );
}
