/** One rule between options and parts: with this choice there must, or must not, be that one; or so many of a part. */
import { Input, Select } from "antd";
import { t } from "@/i18n";
import "@/i18n/words/catalog";
import { IconButton } from "@/ui/parts";
import type { Configuration, Leaf, Rule } from "./data";
import { isLeaf, ruleText } from "./ruleText";

const KINDS = ["requires", "excludes", "quantity"] as const;
const NOTHING = "";

/** One choice of one option as a condition. */
function chosen(known: Configuration, value: string): Leaf | null {
  const [field = "", choice = ""] = value.split("/");
  const option = known.options.find((one) => one.key === field);
  if (!option) return null;
  return option.many ? { field, op: "has_any", value: [choice] } : { field, op: "eq", value: choice };
}

/** `option/choice` of a condition that says one choice; undefined where it says more. */
function single(condition: Rule["if"] | undefined): string | undefined {
  if (!isLeaf(condition)) return undefined;
  const value = Array.isArray(condition.value) && condition.value.length === 1 ? condition.value[0] : condition.value;
  return typeof value === "string" && (condition.op === "eq" || condition.op === "has_any")
    ? `${condition.field}/${value}`
    : undefined;
}

export function RuleEditor(props: {
  at: number;
  rule: Rule;
  known: Configuration;
  onChange: (rule: Rule) => void;
  onRemove: () => void;
}) {
  const { rule, known, onChange } = props;
  const name = `${t("catalog.rules")} ${props.at + 1}`;
  const simple =
    (rule.if === null || single(rule.if) !== undefined) &&
    (rule.kind === "quantity" || !rule.with || single(rule.with) !== undefined);
  const options = known.options.map((option) => ({
    label: option.label,
    options: option.choices.map((choice) => ({
      value: `${option.key}/${choice.key}`,
      label: `${option.label} = ${choice.label}`,
    })),
  }));
  const limit = (which: "min" | "max", label: string) => (
    <Input
      className="config-item__price"
      inputMode="decimal"
      aria-label={`${name}: ${label}`}
      prefix={label}
      value={rule[which] ?? ""}
      onChange={(event) => onChange({ ...rule, [which]: event.target.value.replace(/[^\d.]/g, "") || null })}
    />
  );
  const change = (kind: Rule["kind"]): void =>
    onChange(
      kind === "quantity"
        ? { kind, if: rule.if, of: known.parts[0]?.key ?? "", min: null, max: null, message: rule.message }
        : { kind, if: rule.if, with: rule.with ?? null, message: rule.message },
    );
  return (
    <li className="config-item">
      <div className="row row--wrap">
        {!simple && (
          <span className="grow">
            {ruleText(known, rule)} <span className="muted">{t("catalog.complexRule")}</span>
          </span>
        )}
        {simple && (
          <>
            <Select
              className="config-item__kind"
              aria-label={`${name}: ${t("catalog.ruleKind")}`}
              value={rule.kind}
              options={KINDS.filter((kind) => kind !== "quantity" || known.parts.length > 0).map((value) => ({
                value,
                label: t(`catalog.r_${value}`),
              }))}
              onChange={change}
            />
            <span>{t("catalog.ruleIf")}</span>
            <Select
              className="config-item__pick"
              aria-label={`${name}: ${t("catalog.ruleIf")}`}
              value={single(rule.if) ?? NOTHING}
              options={[
                ...(rule.kind === "quantity" ? [{ value: NOTHING, label: t("catalog.ruleAlways") }] : []),
                ...options,
              ]}
              onChange={(value) => onChange({ ...rule, if: chosen(known, value) })}
            />
            {rule.kind === "quantity" ? (
              <>
                <Select
                  className="config-item__pick"
                  aria-label={`${name}: ${t("catalog.rulePart")}`}
                  value={rule.of}
                  options={known.parts.map((part) => ({ value: part.key, label: part.product?.title ?? part.key }))}
                  onChange={(of) => onChange({ ...rule, of })}
                />
                {limit("min", t("catalog.least"))}
                {limit("max", t("catalog.most"))}
              </>
            ) : (
              <>
                <span>{t(rule.kind === "requires" ? "catalog.ruleThenMust" : "catalog.ruleThenNot")}</span>
                <Select
                  className="config-item__pick"
                  aria-label={`${name}: ${t(rule.kind === "requires" ? "catalog.ruleThenMust" : "catalog.ruleThenNot")}`}
                  value={single(rule.with) ?? NOTHING}
                  options={options}
                  onChange={(value) => onChange({ ...rule, with: chosen(known, value) })}
                />
              </>
            )}
          </>
        )}
        <IconButton icon="trash" label={t("catalog.removeOne", { name })} onClick={props.onRemove} />
      </div>
      <Input
        aria-label={`${name}: ${t("catalog.ruleMessage")}`}
        placeholder={t("catalog.ruleMessage")}
        maxLength={200}
        value={rule.message}
        onChange={(event) => onChange({ ...rule, message: event.target.value })}
      />
    </li>
  );
}
