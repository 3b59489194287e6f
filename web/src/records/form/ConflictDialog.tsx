/** Two people changed the same record: field by field, mine or theirs. */
import { Modal } from "antd";
import { useState } from "react";
import type { ApiError } from "@/api/client";
import { conflictsOf } from "@/api/problem";
import type { EntityMeta } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { isEmpty } from "@/fields/types";
import { t } from "@/i18n";

export interface ConflictAnswer {
  /** What is still to be saved, in write form. */
  values: Record<string, unknown>;
  version: number;
}

interface Props {
  meta: EntityMeta;
  error: ApiError;
  mine: Record<string, unknown>;
  onClose: (answer: ConflictAnswer | null) => void;
}

export default function ConflictDialog({ meta, error, mine, onClose }: Props) {
  const current = error.problem.current;
  const told = conflictsOf(error).filter((item) => item.field in mine);
  const rows =
    told.length > 0 ? told : Object.keys(mine).map((field) => ({ field, mine: mine[field], theirs: current?.[field] }));
  const [keepMine, setKeepMine] = useState<Set<string>>(new Set(rows.map((row) => row.field)));
  const text = (name: string, value: unknown): string => {
    const field = meta.fields.find((item) => item.name === name);
    if (isEmpty(value)) return t("common.blank");
    if (!field && Array.isArray(value)) return t("form.rowCount", { n: value.length });
    return field ? kitOf(field).text(value, field) || String(value) : String(value);
  };
  const choose = (field: string, isMine: boolean): void => {
    const next = new Set(keepMine);
    if (isMine) next.add(field);
    else next.delete(field);
    setKeepMine(next);
  };
  const finish = (): void => {
    const told_ = new Set(rows.map((row) => row.field));
    const values = Object.fromEntries(Object.entries(mine).filter(([name]) => !told_.has(name) || keepMine.has(name)));
    onClose({ values, version: current?.version ?? 1 });
  };
  return (
    <Modal
      open
      width={680}
      title={t("conflict.title")}
      okText={t("conflict.save")}
      cancelText={t("common.cancel")}
      onOk={finish}
      onCancel={() => onClose(null)}
    >
      <p className="muted">{t("conflict.text")}</p>
      <table className="plain-table conflict">
        <thead>
          <tr>
            <th>{t("conflict.field")}</th>
            <th>{t("conflict.mine")}</th>
            <th>{t("conflict.theirs")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const named = [
              ...meta.fields,
              ...(meta.lines ?? []).map((list) => ({ name: list.key, label: list.label })),
            ];
            const label = named.find((item) => item.name === row.field)?.label ?? row.field;
            const option = (isMine: boolean, value: unknown) => (
              <label className="conflict__option">
                <input
                  type="radio"
                  name={`conflict-${row.field}`}
                  checked={keepMine.has(row.field) === isMine}
                  onChange={() => choose(row.field, isMine)}
                />
                <span>{text(row.field, value)}</span>
              </label>
            );
            return (
              <tr key={row.field}>
                <th scope="row">{label}</th>
                <td>{option(true, row.mine)}</td>
                <td>{option(false, row.theirs)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Modal>
  );
}
