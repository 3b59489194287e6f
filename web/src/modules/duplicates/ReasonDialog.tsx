/** Why two records are, or are not, the same. */
import { Input, Modal } from "antd";
import { useState } from "react";
import { t } from "@/i18n";
import "@/i18n/words/duplicates";
import { Labelled } from "@/ui/Labelled";
import type { PairState } from "./api";

const MAX_REASON = 500;

export default function ReasonDialog({
  state,
  onClose,
}: {
  state: PairState;
  onClose: (reason: string | null) => void;
}) {
  const [reason, setReason] = useState("");
  const [error, setError] = useState("");
  const finish = (): void => {
    if (reason.trim()) onClose(reason.trim());
    else setError(t("duplicates.reasonNeeded"));
  };
  const suggestions =
    state === "different"
      ? [t("duplicates.why_branch"), t("duplicates.why_group"), t("duplicates.why_name")]
      : state === "same"
        ? [t("duplicates.why_same")]
        : [];
  return (
    <Modal
      open
      title={t(`duplicates.reason_${state}`)}
      okText={t("duplicates.confirm")}
      cancelText={t("common.cancel")}
      onOk={finish}
      onCancel={() => onClose(null)}
    >
      <Labelled id="pair-reason" label={t("duplicates.reason")} error={error} required>
        <Input.TextArea
          id="pair-reason"
          autoFocus
          rows={3}
          maxLength={MAX_REASON}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          onPressEnter={(event) => {
            if (event.shiftKey) return;
            event.preventDefault();
            finish();
          }}
        />
      </Labelled>
      <div className="row row--wrap">
        {suggestions.map((text) => (
          <button key={text} type="button" className="chip-button" onClick={() => setReason(text)}>
            {text}
          </button>
        ))}
      </div>
      {state === "different" && <p className="muted">{t("duplicates.apartHint")}</p>}
    </Modal>
  );
}
