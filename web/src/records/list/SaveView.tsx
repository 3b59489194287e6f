import { Input, Modal } from "antd";
import { useState } from "react";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta, SavedView } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/listTools";
import type { ListModel } from "./useList";

/** Keeps filter, order, columns and density under a name, for oneself or for colleagues too. */
export default function SaveView({
  meta,
  list,
  onClose,
}: {
  meta: EntityMeta;
  list: ListModel;
  onClose: (view: SavedView | null) => void;
}) {
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const [isDefault, setDefault] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const save = async (): Promise<void> => {
    if (!name.trim()) return;
    setBusy(true);
    try {
      onClose(
        await post<SavedView>(`${meta.key}/views`, {
          name: name.trim(),
          shared,
          is_default: isDefault,
          filter: list.words.filter,
          sort: list.sortText ?? null,
          columns: list.columns.map((column) => ({ name: column.field.name, width: column.width })),
          density: list.density,
        }),
      );
    } catch (problem) {
      setError(messageOf(problem));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t("view.saveAs")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !name.trim(), loading: busy }}
      onOk={() => void save()}
      onCancel={() => onClose(null)}
      width={420}
    >
      <div className="stack">
        <Input
          autoFocus
          value={name}
          maxLength={60}
          aria-label={t("view.name")}
          placeholder={t("view.name")}
          onChange={(e) => setName(e.target.value)}
          onPressEnter={() => void save()}
        />
        <label className="row">
          <input type="checkbox" className="check" checked={shared} onChange={(e) => setShared(e.target.checked)} />
          {t("view.shared")}
        </label>
        <label className="row">
          <input type="checkbox" className="check" checked={isDefault} onChange={(e) => setDefault(e.target.checked)} />
          {t("view.default")}
        </label>
        {error && <p className="field__error">{error}</p>}
      </div>
    </Modal>
  );
}
