/** A policy as one sentence, so that nobody has to read columns. */
import { useQuery } from "@tanstack/react-query";
import type { Ref, RegionNode } from "@/api/types";
import { regionText } from "@/fields/region/Display";
import { t } from "@/i18n";
import "@/i18n/words/catalog";
import { regionsQuery, useMeta } from "@/meta/hooks";
import { formatDecimal, formatMoney } from "@/ui/format";
import { type Policy, plain } from "./data";

type Said = Partial<Policy>;

const nameOf = (ref: Ref | null | undefined): string => ref?.title || t("catalog.unknownRecord");

export function parseTiers(text: string | null | undefined): [string, string][] {
  return (text ?? "")
    .split(";")
    .filter(Boolean)
    .map((piece) => {
      const [start = "", value = ""] = piece.split(":");
      return [start.trim(), value.trim()];
    });
}

/** In the currency of the policy; a bare number where it holds in any. */
const amount = (value: string | null | undefined, currency: string | null | undefined): string =>
  currency ? formatMoney(plain(value ?? "0"), currency) : formatDecimal(plain(value ?? "0"));

function who(policy: Said, levelName: (code: string) => string, regions: RegionNode[] | undefined): string {
  if (policy.customer) return nameOf(policy.customer);
  const group = policy.group ? t("catalog.s_group", { name: nameOf(policy.group) }) : "";
  const region = policy.region ? t("catalog.s_inRegion", { region: regionText(regions, policy.region) }) : "";
  if (!group && !region && !policy.level) return t("catalog.s_all");
  const kind = policy.level ? t("catalog.s_level", { level: levelName(policy.level) }) : t("catalog.s_levelAny");
  return `${region}${group}${kind}`;
}

function what(policy: Said): string {
  if (policy.product) return nameOf(policy.product);
  return policy.category ? t("catalog.s_category", { name: nameOf(policy.category) }) : t("catalog.s_everything");
}

/** What a policy does to the price. */
export function how(policy: Said): string {
  const { currency } = policy;
  if (policy.kind === "fixed") return t("catalog.s_fixed", { value: amount(policy.price, currency) });
  if (policy.kind === "amount_off") return t("catalog.s_amount_off", { value: amount(policy.amount_off, currency) });
  if (policy.kind === "discount") return t("catalog.s_discount", { value: plain(policy.discount ?? "0") });
  const word = policy.kind === "tier_price" ? "catalog.s_step" : "catalog.s_stepOff";
  const tiers = parseTiers(policy.tiers)
    .map(([start, value]) =>
      t(word, {
        start: policy.tier_by === "amount" ? amount(start, currency) : formatDecimal(plain(start)),
        value: policy.kind === "tier_price" ? amount(value, currency) : plain(value),
      }),
    )
    .join("，");
  const by = t(policy.tier_by === "amount" ? "catalog.by_amount" : "catalog.by_quantity");
  return t(policy.kind === "tier_price" ? "catalog.s_tier_price" : "catalog.s_tier_discount", { by, tiers });
}

export function useSentence(): (policy: Said) => string {
  const regions = useQuery(regionsQuery).data;
  const levels = useMeta().dictionaries.customer_level ?? [];
  const levelName = (code: string): string => levels.find((one) => one.value === code)?.label ?? code;
  return (policy) => {
    const least = [
      policy.min_quantity ? t("catalog.s_quantity", { n: formatDecimal(plain(policy.min_quantity)) }) : "",
      policy.min_amount ? t("catalog.s_amount", { n: amount(policy.min_amount, policy.currency) }) : "",
    ].join("");
    return t("catalog.sentence", { who: who(policy, levelName, regions), what: what(policy), least, how: how(policy) });
  };
}

export function period(policy: Said): string {
  if (!policy.valid_from && !policy.valid_until) return t("catalog.s_always");
  if (!policy.valid_until) return t("catalog.s_since", { from: policy.valid_from ?? "" });
  if (!policy.valid_from) return t("catalog.s_till", { until: policy.valid_until });
  return t("catalog.s_period", { from: policy.valid_from, until: policy.valid_until });
}
