/** Void an approved document, saying why. */
import "@/i18n/words/approvals";
import { Input, Modal } from "antd";
import { useId, useState } from "react";
import { type FormErrors, formErrors } from "@/api/problem";
import { t } from "@/i18n";
import type { SlotProps } from "@/slots";
import { Labelled } from "@/ui/Labelled";

export default function VoidDialog({ action, run, onClose }: SlotProps["actionDialog"]) {
  const id = useId();
  const [reason, setReason] = useState("");
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const act = async (): Promise<void> => {
    setBusy(true);
    try {
      await run({ reason: reason.trim() });
      onClose();
    } catch (error) {
      setErrors(formErrors(error, ["reason"]));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={460}
      title={action.label}
      okText={action.label}
      cancelText={t("common.cancel")}
      okButtonProps={{ danger: true, loading: busy, disabled: !reason.trim() }}
      onOk={() => void act()}
      onCancel={onClose}
    >
      <div className="stack">
        {action.confirm && <p>{action.confirm}</p>}
        <Labelled id={id} label={t("approvals.reason")} required error={errors.fields.reason}>
          <Input.TextArea
            id={id}
            rows={3}
            maxLength={200}
            autoFocus
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Labelled>
        {errors.summary.map((text) => (
          <p key={text} className="field__error" role="alert">
            {text}
          </p>
        ))}
      </div>
    </Modal>
  );
}
