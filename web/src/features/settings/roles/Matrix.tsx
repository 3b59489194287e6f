/** Entity × action → level. A plain select in each cell: light, and every cell is reached by the keyboard. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { get, listOf } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { DeptNode, Grant, Level, RoleGrants } from "@/api/types";
import { t } from "@/i18n";
import { Bones, Failure, ScrollX } from "@/ui/parts";
import { SaveBar } from "./SaveBar";
import { useSaved } from "./useSaved";

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

export function Matrix({ role }: { role: number }) {
  const { stored, value, set, dirty, reset, save, busy } = useSaved<RoleGrants>(`roles/${role}/grants`, (grants) => ({
    grants: grants.grants,
  }));
  const tree = useQuery({
    queryKey: ["org", "tree"],
    queryFn: async ({ signal }) => listOf(await get<DeptNode[]>("org/tree", {}, signal)),
  });
  if (stored.isError) return <Failure message={messageOf(stored.error)} onRetry={() => void stored.refetch()} />;
  if (!value) return <Bones rows={8} />;
  const actions = [
    ...new Map(value.entities.flatMap((entity) => entity.actions).map((action) => [action.key, action.label])),
  ];
  const grantOf = (entity: string, action: string): Grant => value.grants[entity]?.[action] ?? { level: "none" };
  const change = (entity: string, action: string, grant: Grant): void =>
    set({ ...value, grants: { ...value.grants, [entity]: { ...value.grants[entity], [action]: grant } } });
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
                <th scope="row">{entity.label}</th>
                {actions.map(([action, label]) => {
                  if (!entity.actions.some((item) => item.key === action)) return <td key={action} className="muted" />;
                  const grant = grantOf(entity.key, action);
                  return (
                    <td key={action}>
                      <select
                        className={`level level--${TONE[grant.level]}`}
                        aria-label={`${entity.label} · ${label}`}
                        value={grant.level}
                        onChange={(event) =>
                          change(entity.key, action, {
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
                          onChange={(depts: number[]) => change(entity.key, action, { level: "depts", depts })}
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
      <SaveBar dirty={dirty} busy={busy} save={() => void save()} reset={reset} hint={t("roles.matrixHint")} />
    </>
  );
}
