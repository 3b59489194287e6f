/** Send a request back: to the step before, any earlier one, or the starter. */
import "@/i18n/words/approvals";
import { Input, Modal } from "antd";
import { useId, useState } from "react";
import { type FormErrors, formErrors } from "@/api/problem";
import { t } from "@/i18n";
import { Labelled } from "@/ui/Labelled";
import { send } from "./acts";
import type { Detail } from "./data";

export default function ReturnDialog({ row, onClose }: { row: Detail; onClose: (done: boolean | null) => void }) {
  const id = useId();
  const places = [...row.can.send_back].reverse();
  const [to, setTo] = useState(places.find((place) => place.key !== "starter")?.key ?? "starter");
  const [comment, setComment] = useState("");
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      await send(row.id, "return", { to, comment: comment.trim() });
      onClose(true);
    } catch (error) {
      setErrors(formErrors(error, ["comment"]));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={460}
      title={`${t("approvals.return")} · ${row.title}`}
      okText={t("approvals.return")}
      cancelText={t("common.cancel")}
      okButtonProps={{ danger: true, loading: busy, disabled: !comment.trim() }}
      onOk={() => void run()}
      onCancel={() => onClose(null)}
    >
      <div className="stack">
        <fieldset className="plain-set">
          <legend className="field__name">{t("approvals.returnTo")}</legend>
          {places.map((place) => (
            <label key={place.key} className="approval-choice">
              <input type="radio" name={`${id}-to`} checked={to === place.key} onChange={() => setTo(place.key)} />
              <span>
                {place.key === "starter"
                  ? t("approvals.toStarter", { name: row.asked_by?.title ?? "" })
                  : place.name || place.key}
              </span>
            </label>
          ))}
        </fieldset>
        <Labelled id={`${id}-comment`} label={t("approvals.reason")} required error={errors.fields.comment}>
          <Input.TextArea
            id={`${id}-comment`}
            rows={3}
            maxLength={500}
            autoFocus
            value={comment}
            onChange={(event) => setComment(event.target.value)}
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
