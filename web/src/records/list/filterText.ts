/** A condition in words, for chips. */
import { useQuery } from "@tanstack/react-query";
import type { Condition, EntityMeta, FieldMeta, Leaf } from "@/api/types";
import { nameOf } from "@/fields/choice/choices";
import { periodText } from "@/fields/date/period";
import { linkEntity } from "@/fields/link/Display";
import { linkTitle, tokens, useLinkTitles } from "@/fields/link/titles";
import { regionText } from "@/fields/region/Display";
import { kitOf } from "@/fields/registry";
import { type MessageKey, t } from "@/i18n";
import "@/i18n/words/filters";
import { UNARY } from "@/meta/condition";
import { useExtraFields } from "@/meta/extraFields";
import { choicesOf, industriesQuery, metaQuery, regionsQuery } from "@/meta/hooks";

export const opText = (op: string): string => t(`op.${op}` as MessageKey);

const LINKS = ["link", "user", "department", "multi_link"];

/** Entity → the ids that conditions name. */
function namedIds(conditions: Condition[], fields: readonly FieldMeta[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  const walk = (condition: Condition): void => {
    if ("and" in condition) condition.and.forEach(walk);
    else if ("or" in condition) condition.or.forEach(walk);
    else if ("not" in condition) walk(condition.not);
    else {
      const field = fields.find((item) => item.name === condition.field);
      const entity = field && LINKS.includes(field.type) ? linkEntity(field) : null;
      if (!entity) return;
      const values = Array.isArray(condition.value) ? condition.value : [condition.value];
      const ids = values.filter((value): value is number => typeof value === "number");
      found.set(entity, [...(found.get(entity) ?? []), ...ids]);
    }
  };
  conditions.forEach(walk);
  return found;
}

/** `shown` are the conditions that will be asked about, so that names inside of them are fetched. */
export function useConditionText(meta: EntityMeta, shown: Condition[]): (condition: Condition) => string {
  const fields = [...meta.fields, ...useExtraFields(meta, JSON.stringify(shown).includes('"$'))];
  const uses = (type: string): boolean => meta.fields.some((field) => field.type === type);
  const regions = useQuery({ ...regionsQuery, enabled: uses("region") }).data;
  const industries = useQuery({
    ...industriesQuery,
    enabled: meta.fields.some((field) => field.dictionary === "industry"),
  }).data;
  const all = useQuery(metaQuery).data;
  useLinkTitles(namedIds(shown, fields));

  const valueText = (leaf: Leaf): string => {
    const field = fields.find((item) => item.name === leaf.field);
    if (!field) return String(leaf.value);
    const one = (value: unknown): string => {
      const token = tokens(field.type).find((item) => item.value === value);
      if (token) return token.label;
      if (value === "$today") return t("period.today");
      if (LINKS.includes(field.type)) return linkTitle(linkEntity(field), value);
      if (field.type === "region") return regionText(regions, value);
      if (field.dictionary === "industry") return nameOf(industries ?? [], String(value)) ?? String(value);
      const choice = choicesOf(field, all).find((item) => item.value === value);
      if (choice) return choice.label;
      return kitOf(field).text(value, field);
    };
    if (leaf.op === "within") return periodText(leaf.value);
    if (leaf.op === "between" && Array.isArray(leaf.value)) return leaf.value.map(one).join(" – ");
    return Array.isArray(leaf.value) ? leaf.value.map(one).join("、") : one(leaf.value);
  };
  const words = (condition: Condition, nested = false): string => {
    const join = (parts: Condition[], glue: string): string => {
      const text = parts.map((part) => words(part, true)).join(glue);
      return nested && parts.length > 1 ? `(${text})` : text;
    };
    if ("and" in condition) return join(condition.and, ` ${t("filter.and")} `);
    if ("or" in condition) return join(condition.or, ` ${t("filter.or")} `);
    if ("not" in condition) return `${t("filter.not")} (${words(condition.not)})`;
    const label = fields.find((field) => field.name === condition.field)?.label ?? condition.field;
    return UNARY.has(condition.op)
      ? `${label} ${opText(condition.op)}`
      : `${label} ${opText(condition.op)} ${valueText(condition)}`;
  };
  return words;
}
