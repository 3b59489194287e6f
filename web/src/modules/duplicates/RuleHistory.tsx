/** Who changed rules and weights, when, and from what to what. */
import { useQuery } from "@tanstack/react-query";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Ref } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/duplicates";
import { formatMoment } from "@/ui/format";
import { Bones, Empty, Failure, ScrollX } from "@/ui/parts";
import { weightMeaning } from "./meaning";

type Key = Parameters<typeof t>[0];

interface Entry {
  id: number;
  at: string;
  actor: Ref;
  what: "rules" | "weights";
  changes: Record<string, { from?: unknown; to?: unknown }>;
}

interface Rule {
  moment: string;
  level: string;
  action: string;
}

const ruleText = (rule: Rule): string =>
  `${t(`duplicates.${rule.level}` as Key)} → ${t(`duplicates.${rule.action}` as Key)}`;

/** One line per thing that became different; of the rules only those that did. */
function lines(entry: Entry): { key: string; label: string; from: string; to: string }[] {
  return Object.entries(entry.changes).flatMap(([name, change]) => {
    if (entry.what === "weights")
      return [{ key: name, label: weightMeaning(name), from: String(change.from), to: String(change.to) }];
    if (name !== "rules") {
      const word = (value: unknown): string => t(value ? "common.yes" : "common.no");
      return [{ key: name, label: t(`duplicates.${name}` as Key), from: word(change.from), to: word(change.to) }];
    }
    const before = new Map((change.from as Rule[]).map((rule) => [rule.moment, rule]));
    return (change.to as Rule[]).flatMap((rule) => {
      const old = before.get(rule.moment);
      if (!old || ruleText(old) === ruleText(rule)) return [];
      const label = t(`duplicates.at_${rule.moment}` as Key);
      return [{ key: rule.moment, label, from: ruleText(old), to: ruleText(rule) }];
    });
  });
}

export function RuleHistory() {
  const history = useQuery({
    queryKey: ["setting", "duplicates", "history"],
    queryFn: async ({ signal }) => (await get<{ items: Entry[] }>("duplicates/history", {}, signal)).items,
  });
  if (history.isError) return <Failure message={messageOf(history.error)} onRetry={() => void history.refetch()} />;
  if (!history.data) return <Bones rows={6} />;
  if (history.data.length === 0) return <Empty text={t("duplicates.noHistory")} />;
  return (
    <ScrollX label={t("duplicates.history")}>
      <table className="plain-table">
        <thead>
          <tr>
            <th>{t("duplicates.when")}</th>
            <th>{t("duplicates.who")}</th>
            <th>{t("duplicates.changed")}</th>
          </tr>
        </thead>
        <tbody>
          {history.data.map((entry) => (
            <tr key={entry.id}>
              <td className="num">{formatMoment(entry.at)}</td>
              <td>{entry.actor.title}</td>
              <td>
                <ul className="changes">
                  {lines(entry).map((line) => (
                    <li key={line.key}>
                      <span className="changes__label">{line.label}</span>
                      <span className="changes__from">{line.from}</span>
                      <span className="changes__arrow">→</span>
                      <span className="changes__to">{line.to}</span>
                    </li>
                  ))}
                </ul>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
