/** Changing what can be chosen of a product. Keys are made up for new things and stay as they are for old ones. */
import { useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";
import { put } from "@/api/client";
import { type FormErrors, formErrors } from "@/api/problem";
import type { Ref } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/catalog";
import { Icon } from "@/ui/Icon";
import { IconButton } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { useLeaveGuard } from "@/ui/useLeaveGuard";
import { type Configuration, configurationQuery, type Option, type Part, plain, type Rule } from "./data";
import { LooseInput } from "./LooseInput";
import { RuleEditor } from "./RuleEditor";
import "@/ui/css/prices.css";

/** A key that nothing has yet: o1, o2, … */
function freshKey(letter: string, taken: string[]): string {
  let n = 1;
  while (taken.includes(`${letter}${n}`)) n += 1;
  return `${letter}${n}`;
}

function OptionEditor(props: { option: Option; onChange: (option: Option) => void; onRemove: () => void }) {
  const { option, onChange } = props;
  const set = (more: Partial<Option>): void => onChange({ ...option, ...more });
  const name = option.label || t("catalog.optionLabel");
  return (
    <li className="config-item">
      <div className="row row--wrap">
        <Input
          className="config-item__name"
          aria-label={t("catalog.optionLabel")}
          placeholder={t("catalog.optionLabel")}
          maxLength={60}
          value={option.label}
          onChange={(event) => set({ label: event.target.value })}
        />
        {(["required", "many"] as const).map((flag) => (
          <label key={flag} className="row">
            <input
              type="checkbox"
              className="check"
              checked={option[flag]}
              onChange={(event) => set({ [flag]: event.target.checked })}
            />
            {t(`catalog.${flag}`)}
          </label>
        ))}
        <IconButton icon="trash" label={t("catalog.removeOne", { name })} onClick={props.onRemove} />
      </div>
      <ul className="plain-list config-item__choices">
        {option.choices.map((choice, at) => {
          const change = (more: Partial<typeof choice>): void =>
            set({ choices: option.choices.map((one, i) => (i === at ? { ...one, ...more } : one)) });
          return (
            <li key={choice.key} className="row">
              <Input
                aria-label={`${name}: ${t("catalog.choiceLabel")} ${at + 1}`}
                placeholder={t("catalog.choiceLabel")}
                maxLength={60}
                value={choice.label}
                onChange={(event) => change({ label: event.target.value })}
              />
              <Input
                className="config-item__price"
                inputMode="decimal"
                aria-label={`${name}: ${t("catalog.choicePrice")} ${at + 1}`}
                prefix={t("catalog.choicePrice")}
                value={choice.price}
                onChange={(event) => change({ price: event.target.value.replace(/[^\d.-]/g, "") })}
              />
              <IconButton
                icon="trash"
                size="small"
                label={t("catalog.removeOne", { name: choice.label || String(at + 1) })}
                onClick={() => set({ choices: option.choices.filter((_, i) => i !== at) })}
              />
            </li>
          );
        })}
      </ul>
      <Button
        size="small"
        icon={<Icon name="plus" size={14} />}
        onClick={() => {
          const key = freshKey(
            "c",
            option.choices.map((one) => one.key),
          );
          set({ choices: [...option.choices, { key, label: "", price: "0" }] });
        }}
      >
        {t("catalog.addChoice")}
      </Button>
    </li>
  );
}

function PartEditor(props: { part: Part; onChange: (part: Part) => void; onRemove: () => void }) {
  const { part, onChange } = props;
  const number = (name: "quantity" | "least" | "most", label: string) => (
    <Input
      className="config-item__price"
      inputMode="decimal"
      aria-label={label}
      prefix={label}
      value={plain(part[name])}
      onChange={(event) => onChange({ ...part, [name]: event.target.value.replace(/[^\d.]/g, "") })}
    />
  );
  return (
    <li className="config-item row row--wrap">
      <div className="config-item__name">
        <LooseInput
          type="link"
          link="product"
          label={t("catalog.product")}
          value={part.product}
          onChange={(value) => onChange({ ...part, product: value as Ref | null })}
        />
      </div>
      {number("quantity", t("catalog.usual"))}
      {number("least", t("catalog.least"))}
      {number("most", t("catalog.most"))}
      <IconButton
        icon="trash"
        label={t("catalog.removeOne", { name: part.product?.title ?? part.key })}
        onClick={props.onRemove}
      />
    </li>
  );
}

export default function ConfigurationEditor(props: { product: Ref; found: Configuration; onDone: () => void }) {
  const client = useQueryClient();
  const [value, setValue] = useState<Configuration>(props.found);
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  useLeaveGuard(JSON.stringify(value) !== JSON.stringify(props.found));
  const set = (more: Partial<Configuration>): void => setValue({ ...value, ...more });
  const taken = [...value.options.map((one) => one.key), ...value.parts.map((one) => one.key)];
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const { options, parts, rules, version } = value;
      const sent = parts.map((part) => ({ ...part, product: part.product?.id ?? null }));
      const saved = await put<Configuration>(`product/${props.product.id}/configuration`, {
        options,
        parts: sent,
        rules,
        version,
      });
      client.setQueryData(configurationQuery(props.product.id).queryKey, saved);
      await client.invalidateQueries({ queryKey: ["configure", props.product.id] });
      toast(t("catalog.saved"), { kind: "good" });
      props.onDone();
    } catch (error) {
      setErrors(formErrors(error, []));
      setBusy(false);
    }
  };
  const replace = <T,>(list: T[], at: number, next: T | null): T[] =>
    next === null ? list.filter((_, i) => i !== at) : list.map((one, i) => (i === at ? next : one));
  const fresh: Rule = { kind: "requires", if: null, with: null, message: "" };
  return (
    <div className="panel__body stack">
      {errors.summary.length > 0 && (
        <div className="notice notice--bad" role="alert">
          {t("catalog.fixErrors")}：{[...new Set(errors.summary)].join(" ")}
        </div>
      )}
      <h3>{t("catalog.options")}</h3>
      <ul className="plain-list stack">
        {value.options.map((option, at) => (
          <OptionEditor
            key={option.key}
            option={option}
            onChange={(next) => set({ options: replace(value.options, at, next) })}
            onRemove={() => set({ options: replace(value.options, at, null) })}
          />
        ))}
      </ul>
      <div>
        <Button
          icon={<Icon name="plus" size={14} />}
          onClick={() =>
            set({
              options: [
                ...value.options,
                { key: freshKey("o", taken), label: "", required: false, many: false, choices: [] },
              ],
            })
          }
        >
          {t("catalog.addOption")}
        </Button>
      </div>
      <h3>{t("catalog.parts")}</h3>
      <ul className="plain-list stack">
        {value.parts.map((part, at) => (
          <PartEditor
            key={part.key}
            part={part}
            onChange={(next) => set({ parts: replace(value.parts, at, next) })}
            onRemove={() => set({ parts: replace(value.parts, at, null) })}
          />
        ))}
      </ul>
      <div>
        <Button
          icon={<Icon name="plus" size={14} />}
          onClick={() =>
            set({
              parts: [
                ...value.parts,
                { key: freshKey("p", taken), product: null, quantity: "1", least: "1", most: "1" },
              ],
            })
          }
        >
          {t("catalog.addPart")}
        </Button>
      </div>
      <h3>{t("catalog.rules")}</h3>
      <ul className="plain-list stack">
        {value.rules.map((rule, at) => (
          <RuleEditor
            // biome-ignore lint/suspicious/noArrayIndexKey: rules have no identity but their place
            key={at}
            at={at}
            rule={rule}
            known={value}
            onChange={(next) => set({ rules: replace(value.rules, at, next) })}
            onRemove={() => set({ rules: replace(value.rules, at, null) })}
          />
        ))}
      </ul>
      <div>
        <Button
          icon={<Icon name="plus" size={14} />}
          disabled={taken.length === 0}
          onClick={() => set({ rules: [...value.rules, fresh] })}
        >
          {t("catalog.addRule")}
        </Button>
      </div>
      <div className="row row--end">
        <Button onClick={props.onDone}>{t("common.cancel")}</Button>
        <Button type="primary" loading={busy} onClick={() => void save()}>
          {t("common.save")}
        </Button>
      </div>
    </div>
  );
}
