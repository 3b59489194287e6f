/** A rule of a configuration as a sentence, for those that have none of their own. */
import { t } from "@/i18n";
import "@/i18n/words/catalog";
import { type Configuration, type Leaf, plain, type Rule } from "./data";

export const isLeaf = (condition: Rule["if"] | undefined): condition is Leaf =>
  condition !== null && condition !== undefined && "field" in condition;

const SIGN: Readonly<Record<string, string>> = { eq: "=", ne: "≠", gt: ">", gte: "≥", lt: "<", lte: "≤" };

type Known = Pick<Configuration, "options" | "parts">;

function said(known: Known, condition: Rule["if"] | undefined): string {
  if (condition === null || condition === undefined) return t("catalog.ruleAlways");
  if (!isLeaf(condition)) {
    const [word, inner] = Object.entries(condition)[0] ?? ["", []];
    const parts = (Array.isArray(inner) ? inner : [inner]) as Rule["if"][];
    return parts.map((one) => said(known, one)).join(word === "or" ? " / " : " + ");
  }
  const option = known.options.find((one) => one.key === condition.field);
  const part = known.parts.find((one) => one.key === condition.field);
  if (part)
    return `“${part.product?.title ?? part.key}” ${SIGN[condition.op] ?? condition.op} ${String(condition.value)}`;
  const values = (Array.isArray(condition.value) ? condition.value : [condition.value]).map(
    (value) => option?.choices.find((choice) => choice.key === value)?.label ?? String(value ?? ""),
  );
  return `“${option?.label ?? condition.field} = ${values.join(" / ")}”`;
}

export function ruleText(known: Known, rule: Rule): string {
  if (rule.message) return rule.message;
  const when = `${t("catalog.ruleIf")} ${said(known, rule.if)}`;
  if (rule.kind === "quantity") {
    const part = known.parts.find((one) => one.key === rule.of)?.product?.title ?? rule.of ?? "";
    return `${rule.if ? when : t("catalog.ruleAlways")}：“${part}” ${plain(rule.min ?? "0")}–${rule.max ? plain(rule.max) : "∞"}`;
  }
  const word = t(rule.kind === "requires" ? "catalog.ruleThenMust" : "catalog.ruleThenNot");
  return `${when}，${word} ${said(known, rule.with)}`;
}
