/** Who changed a role, when, and from what to what. */
import { useQuery } from "@tanstack/react-query";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { RoleFields, RoleGrants, TimelineItem } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/listTools";
import "@/i18n/words/settings";
import { formatMoment } from "@/ui/format";
import { Bones, Empty, Failure, ScrollX } from "@/ui/parts";

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** A right as a word: the level of an action, or how a field is seen and whether it may be edited. */
function rightText(value: unknown): string {
  if (!isObject(value)) return value === null || value === undefined ? t("common.blank") : String(value);
  if (typeof value.level === "string") return t(`level.${value.level as "own"}`);
  if (typeof value.view !== "string") return t("common.blank");
  return `${t(`view.${value.view as "full"}`)}${value.edit ? ` · ${t("roles.edit")}` : ""}`;
}

export function RoleHistory({ role }: { role: number }) {
  const setting = <T,>(part: string) => ({
    queryKey: ["setting", `roles/${role}/${part}`],
    queryFn: ({ signal }: { signal: AbortSignal }) => get<T>(`roles/${role}/${part}`, {}, signal),
  });
  const history = useQuery({
    queryKey: ["setting", "history", role],
    queryFn: ({ signal }) => get<{ items: TimelineItem[] }>(`roles/${role}/history`, {}, signal),
  });
  const grants = useQuery(setting<RoleGrants>("grants")).data;
  const fields = useQuery(setting<RoleFields>("fields")).data;
  if (history.isError) return <Failure message={messageOf(history.error)} onRetry={() => void history.refetch()} />;
  if (!history.data || !grants || !fields) return <Bones rows={5} />;
  if (history.data.items.length === 0) return <Empty text={t("roles.noHistory")} />;
  const nameOf = (key: string): string => {
    const [entity = "", name = ""] = key.split(".");
    const line = grants.entities.find((item) => item.key === entity);
    const action = line?.actions.find((item) => item.key === name)?.label;
    const field = fields.entities.find((item) => item.key === entity)?.fields.find((item) => item.name === name)?.label;
    return line ? `${line.label} · ${action ?? field ?? name}` : key;
  };
  return (
    <ScrollX label={t("roles.history")}>
      <table className="plain-table">
        <thead>
          <tr>
            <th>{t("audit.when")}</th>
            <th>{t("audit.actor")}</th>
            <th>{t("audit.what")}</th>
            <th>{t("audit.changes")}</th>
          </tr>
        </thead>
        <tbody>
          {history.data.items.map((item) => (
            <tr key={item.id}>
              <td className="num">{formatMoment(item.at)}</td>
              <td>{item.actor?.title || t("timeline.system")}</td>
              <td>{item.action_label}</td>
              <td>
                <ul className="changes">
                  {item.changes.map((change) => (
                    <li key={change.field}>
                      <span className="changes__label">
                        {change.field.includes(".") ? nameOf(change.field) : change.label}
                      </span>
                      <span className="changes__from">{rightText(change.from)}</span>
                      <span className="changes__arrow">→</span>
                      <span className="changes__to">{rightText(change.to)}</span>
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
