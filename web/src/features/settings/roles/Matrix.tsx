/** Entity × action → level. A plain select in each cell: light, and every cell is reached by the keyboard. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { messageOf } from "@/api/problem";
import type { DeptNode, Grant, Level, RoleEntity, RoleGrants } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/settings";
import { treeQuery } from "@/meta/org";
import { Bones, Failure, ScrollX } from "@/ui/parts";
import { SaveBar } from "./SaveBar";
import { type Edits, rolePath, useSaved } from "./useSaved";

/** The line that holds for every kind of business record without a line of its own. */
const GENERAL = "*";

/** What administrators write stands apart: it can only be exported and revealed, and follows no other line. */
const isBusiness = (entity: RoleEntity): boolean => entity.actions.some((action) => action.key === "view");

const TONE: Record<Level, string> = {
  none: "gray",
  own: "blue",
  own_and_reports: "blue",
  dept: "cyan",
  dept_tree: "cyan",
  depts: "purple",
  all: "green",
};

export function flatDepts(nodes: DeptNode[], depth = 0): { value: number; label: string }[] {
  return nodes.flatMap((node) => [
    { value: node.id, label: `${"\u3000".repeat(depth)}${node.name}` },
    ...flatDepts(node.children ?? [], depth + 1),
  ]);
}

export function Matrix({ role, edits }: { role: number; edits: Edits }) {
  const { stored, value, set, dirty, reset, save, busy } = useSaved<RoleGrants>(
    rolePath(role, "grants"),
    edits,
    (grants) => ({
      grants: grants.grants,
    }),
  );
  const tree = useQuery(treeQuery);
  if (stored.isError) return <Failure message={messageOf(stored.error)} onRetry={() => void stored.refetch()} />;
  if (!value) return <Bones rows={8} />;
  const actions = [
    ...new Map(value.entities.flatMap((entity) => entity.actions).map((action) => [action.key, action.label])),
  ];
  const general = value.grants[GENERAL] ?? {};
  const follows = (entity: RoleEntity): boolean =>
    entity.key !== GENERAL && isBusiness(entity) && !value.grants[entity.key];
  const grantOf = (entity: RoleEntity, action: string): Grant =>
    (follows(entity) ? general : value.grants[entity.key])?.[action] ?? { level: "none" };
  const change = (entity: RoleEntity, action: string, grant: Grant): void =>
    set({ ...value, grants: { ...value.grants, [entity.key]: { ...value.grants[entity.key], [action]: grant } } });
  /** One's own line begins as what held so far; without one the line of all records holds again. */
  const setOwn = (entity: RoleEntity, own: boolean): void => {
    const { [entity.key]: _old, ...rest } = value.grants;
    const start = Object.fromEntries(
      entity.actions.map(({ key }) => [key, general[key] ?? { level: "none" as const }]),
    );
    set({ ...value, grants: own ? { ...rest, [entity.key]: start } : rest });
  };
  return (
    <>
      <ScrollX label={t("roles.matrix")}>
        <table className="plain-table matrix">
          <thead>
            <tr>
              <th>{t("roles.entity")}</th>
              {actions.map(([key, label]) => (
                <th key={key}>{label}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {value.entities.map((entity) => (
              <tr key={entity.key}>
                <th scope="row">
                  {entity.label}
                  {entity.key !== GENERAL && isBusiness(entity) && (
                    <label className="row matrix__own">
                      <input
                        type="checkbox"
                        className="check"
                        checked={!follows(entity)}
                        onChange={(event) => setOwn(entity, event.target.checked)}
                      />
                      {t("roles.own")}
                    </label>
                  )}
                </th>
                {actions.map(([action, label]) => {
                  if (!entity.actions.some((item) => item.key === action)) return <td key={action} className="muted" />;
                  const grant = grantOf(entity, action);
                  // What follows the line of all records is told, not offered: there is nothing to choose.
                  if (follows(entity))
                    return (
                      <td key={action}>
                        <span className={`level level--${TONE[grant.level]} is-told`}>{t(`level.${grant.level}`)}</span>
                      </td>
                    );
                  return (
                    <td key={action}>
                      <select
                        className={`level level--${TONE[grant.level]}`}
                        aria-label={`${entity.label} · ${label}`}
                        title={t(`level.${grant.level}`)}
                        value={grant.level}
                        onChange={(event) =>
                          change(entity, action, {
                            ...(grant.condition && { condition: grant.condition }),
                            level: event.target.value as Level,
                            ...(event.target.value === "depts" && { depts: grant.depts ?? [] }),
                          })
                        }
                      >
                        {entity.levels.map((level) => (
                          <option key={level} value={level}>
                            {t(`level.${level}`)}
                          </option>
                        ))}
                      </select>
                      {grant.level === "depts" && (
                        <Select
                          mode="multiple"
                          size="small"
                          className="matrix__depts"
                          maxTagCount={1}
                          aria-label={`${entity.label} · ${label} · ${t("level.depts")}`}
                          value={grant.depts ?? []}
                          options={flatDepts(tree.data ?? [])}
                          onChange={(depts: number[]) => change(entity, action, { ...grant, level: "depts", depts })}
                        />
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
      <SaveBar
        dirty={dirty}
        busy={busy}
        save={() => void save()}
        reset={reset}
        hint={t("roles.matrixHint")}
        people={value.role.people}
      />
    </>
  );
}
