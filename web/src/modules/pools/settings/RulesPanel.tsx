/** The recycle rules of a pool. What is saved is not switched on; switching on says what it will cost. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { del, patch, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/poolSettings";
import { useEntity } from "@/meta/hooks";
import { ask } from "@/ui/dialogs";
import { Icon } from "@/ui/Icon";
import { Bones, Dot, Empty, Failure } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { type Forecast, factsQuery, type Rule, rulesQuery } from "./data";
import { RuleEditor } from "./RuleEditor";
import { useRuleText } from "./ruleText";

export function RulesPanel({ pool, entity }: { pool: number; entity: string }) {
  const client = useQueryClient();
  const rules = useQuery(rulesQuery(pool));
  const facts = useQuery(factsQuery(entity)).data;
  const meta = useEntity(entity).data;
  const [edited, setEdited] = useState<Rule | "new" | null>(null);
  const text = useRuleText(facts);
  const renew = (): Promise<void> => client.invalidateQueries({ queryKey: ["pools"] });

  const turn = async (rule: Rule, active: boolean): Promise<void> => {
    try {
      if (active) {
        const { id: _id, pool: _pool, order: _order, ...words } = rule;
        const found = await post<Forecast>(`pool/${pool}/simulate`, {
          rule: { ...words, active: true },
          rule_id: rule.id,
        });
        const [tomorrow = 0, week = 0, month = 0] = found.planned.map((n, at) => n - (found.now[at] ?? 0));
        const go = await ask({
          title: t("pools.turnOnAsk", { name: rule.name }),
          text: t("pools.turnOnText", { tomorrow, week, month }),
          ok: t("pools.turnOn"),
          danger: tomorrow > 0,
        });
        if (!go) return;
      }
      await patch(`pool/${pool}/rules/${rule.id}`, { active });
      toast(t(active ? "pools.turnedOn" : "pools.turnedOff", { name: rule.name }), { kind: "good" });
      await renew();
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  const remove = async (rule: Rule): Promise<void> => {
    if (!(await ask({ title: t("pools.ruleDeleteAsk", { name: rule.name }), ok: t("common.delete"), danger: true })))
      return;
    try {
      await del(`pool/${pool}/rules/${rule.id}`);
      await renew();
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  if (rules.isError) return <Failure message={messageOf(rules.error)} onRetry={() => void rules.refetch()} />;
  if (!rules.data || !facts || !meta) return <Bones rows={5} />;
  if (edited) {
    return (
      <RuleEditor
        pool={pool}
        meta={meta}
        facts={facts}
        rule={edited === "new" ? null : edited}
        onClose={(saved) => {
          setEdited(null);
          if (saved) void renew();
        }}
      />
    );
  }
  return (
    <div className="stack">
      <div className="row row--between row--wrap">
        <p className="muted grow">{t("pools.rulesHint")}</p>
        <Button icon={<Icon name="plus" size={14} />} onClick={() => setEdited("new")}>
          {t("pools.newRule")}
        </Button>
      </div>
      {rules.data.length === 0 && <Empty text={t("pools.noRules")} hint={t("pools.noRulesHint")} />}
      <ul className="rules">
        {rules.data.map((rule) => (
          <li key={rule.id} className="pool-rule">
            <div className="grow">
              <div className="row row--wrap">
                <strong>{rule.name}</strong>
                <Dot color={rule.active ? "green" : "gray"}>{t(rule.active ? "pools.isOn" : "pools.isOff")}</Dot>
              </div>
              <p className="muted">{text(rule, meta)}</p>
            </div>
            <span className="row row--wrap">
              <Button onClick={() => void turn(rule, !rule.active)}>
                {t(rule.active ? "pools.turnOff" : "pools.turnOn")}
              </Button>
              <Button onClick={() => setEdited(rule)}>{t("common.edit")}</Button>
              <Button danger type="text" onClick={() => void remove(rule)}>
                {t("common.delete")}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
