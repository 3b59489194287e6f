/** A rule as one sentence. */
import type { EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/poolSettings";
import type { Draft, Facts } from "./data";

export function useRuleText(facts: Facts | undefined): (rule: Draft, meta: EntityMeta) => string {
  const labelOf = (key: string): string => facts?.facts.find((fact) => fact.key === key)?.label ?? key;
  return (rule, meta) => {
    const basis =
      rule.basis === "on"
        ? t("pools.textOn", { day: rule.on_date ?? "" })
        : t(rule.basis === "after" ? "pools.textAfter" : "pools.textWithout", {
            n: rule.days,
            fact: labelOf(rule.fact),
          });
    const more = [
      rule.condition ? t("pools.textSome") : t("pools.textAll", { label: meta.plural }),
      rule.protect_days > 0 ? t("pools.textProtect", { n: rule.protect_days }) : "",
      rule.warn_days > 0 ? t("pools.textWarn", { n: rule.warn_days }) : "",
    ];
    return [basis, ...more].filter(Boolean).join(t("pools.textJoin"));
  };
}
