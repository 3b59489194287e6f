/** Asking that an opportunity is registered: what the analysis finds stands beside the question. */
import "@/i18n/words/sales";
import "@/ui/css/sales.css";
import { useQuery } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useId, useState } from "react";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import type { SlotProps } from "@/slots";
import { Bones } from "@/ui/parts";
import { ClashList } from "./ClashList";
import { registrationQuery } from "./data";

export default function RegisterDialog({ record, action, run, onClose }: SlotProps["actionDialog"]) {
  const found = useQuery(registrationQuery(record.id, record.version));
  const [note, setNote] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const id = useId();
  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      await run(note.trim() ? { note: note.trim() } : {});
      onClose();
    } catch (problem) {
      setError(messageOf(problem));
      setBusy(false);
    }
  };
  const items = found.data?.now ?? [];
  return (
    <Modal
      open
      title={action.label}
      okText={t("sales.ask")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy }}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <div className="stack">
        <p className="muted">{t("sales.registerHint")}</p>
        {found.isPending && <Bones rows={2} />}
        {found.data && (
          <div className={`notice notice--${items.length > 0 ? "warn" : "info"}`} role="status">
            <div>
              <strong>{items.length > 0 ? t("sales.clashesNow", { n: items.length }) : t("sales.noClash")}</strong>
              {items.length > 0 && <ClashList items={items} />}
            </div>
          </div>
        )}
        <div className="field">
          <label htmlFor={id}>{t("sales.note")}</label>
          <Input.TextArea
            id={id}
            rows={3}
            maxLength={2000}
            value={note}
            placeholder={t("sales.noteHint")}
            onChange={(event) => setNote(event.target.value)}
          />
        </div>
        {error && (
          <p className="field__error" role="alert">
            {error}
          </p>
        )}
      </div>
    </Modal>
  );
}
