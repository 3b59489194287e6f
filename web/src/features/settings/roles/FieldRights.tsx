/** Per entity: which fields a role sees in full, masked or not at all, and which it may change. */

import { Select } from "antd";
import { useState } from "react";
import { messageOf } from "@/api/problem";
import type { RoleFields } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/listTools";
import "@/i18n/words/settings";
import { Bones, Failure, ScrollX, Tag } from "@/ui/parts";
import { SaveBar } from "./SaveBar";
import { type Edits, rolePath, useSaved } from "./useSaved";

const VIEWS = ["full", "masked", "hidden"] as const;
const TONE = { full: "green", masked: "orange", hidden: "gray" };

export function FieldRights({ role, edits }: { role: number; edits: Edits }) {
  const { stored, value, set, dirty, reset, save, busy } = useSaved<RoleFields>(
    rolePath(role, "fields"),
    edits,
    (rights) => ({
      fields: rights.fields,
    }),
  );
  const [picked, setPicked] = useState<string | null>(null);
  if (stored.isError) return <Failure message={messageOf(stored.error)} onRetry={() => void stored.refetch()} />;
  if (!value) return <Bones rows={8} />;
  const entity = value.entities.find((item) => item.key === picked) ?? value.entities[0];
  if (!entity) return null;
  const rightOf = (name: string) =>
    value.fields[entity.key]?.[name] ??
    entity.fields.find((field) => field.name === name) ?? { view: "full" as const, edit: true };
  const change = (field: string, part: Partial<{ view: (typeof VIEWS)[number]; edit: boolean }>): void => {
    const { view, edit } = { ...rightOf(field), ...part };
    set({
      ...value,
      fields: {
        ...value.fields,
        [entity.key]: { ...value.fields[entity.key], [field]: { view, edit: view !== "hidden" && edit } },
      },
    });
  };
  return (
    <>
      <div className="panel__body">
        <Select
          className="rights__of"
          aria-label={t("roles.entity")}
          value={entity.key}
          showSearch={{ optionFilterProp: "label" }}
          options={value.entities.map((item) => ({ value: item.key, label: item.label }))}
          onChange={setPicked}
        />
      </div>
      <ScrollX label={t("roles.fields")}>
        <table className="plain-table matrix">
          <thead>
            <tr>
              <th>{t("roles.field")}</th>
              <th>{t("roles.view")}</th>
              <th>{t("roles.edit")}</th>
            </tr>
          </thead>
          <tbody>
            {entity.fields.map((field) => {
              const right = rightOf(field.name);
              return (
                <tr key={field.name}>
                  <th scope="row">
                    {field.label} {field.pii && <Tag color="orange">{t("roles.pii")}</Tag>}
                  </th>
                  <td>
                    <select
                      className={`level level--${TONE[right.view]}`}
                      aria-label={`${field.label} · ${t("roles.view")}`}
                      value={right.view}
                      onChange={(event) => change(field.name, { view: event.target.value as (typeof VIEWS)[number] })}
                    >
                      {VIEWS.map((view) => (
                        <option key={view} value={view}>
                          {t(`view.${view}`)}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td>
                    <input
                      type="checkbox"
                      className="check"
                      aria-label={`${field.label} · ${t("roles.edit")}`}
                      checked={right.edit}
                      disabled={right.view === "hidden" || !field.edit}
                      onChange={(event) => change(field.name, { edit: event.target.checked })}
                    />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollX>
      <SaveBar
        dirty={dirty}
        busy={busy}
        save={() => void save()}
        reset={reset}
        hint={t("roles.fieldsHint")}
        people={value.role.people}
      />
    </>
  );
}
