/** Asking that one document goes ahead although the customer's credit refused it. */
import { Input, Modal } from "antd";
import { Suspense, useState } from "react";
import { post } from "@/api/client";
import { type FormErrors, formErrors } from "@/api/problem";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import "@/i18n/words/credit";
import { USER_FIELD } from "@/records/userField";
import { Labelled } from "@/ui/Labelled";
import { Bone } from "@/ui/parts";
import { toast } from "@/ui/toast";

const DAY = { ...USER_FIELD, name: "until", type: "date" };

export default function DocumentReleaseDialog(props: {
  entity: string;
  id: number;
  onClose: (sent: boolean | null) => void;
}) {
  const [until, setUntil] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const DayInput = kitOf(DAY).Input;
  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      await post("credit/release_document", { entity: props.entity, id: props.id, until, reason });
      toast(t("credit.sentForDocument"), { kind: "good" });
      props.onClose(true);
    } catch (error) {
      setErrors(formErrors(error, ["until", "reason"]));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={480}
      title={t("credit.releaseDocument")}
      okText={t("credit.send")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy, disabled: !until || !reason.trim() }}
      onOk={() => void send()}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack">
        <p className="muted">{t("credit.releaseDocumentHint")}</p>
        {errors.summary.length > 0 && <div className="notice notice--bad">{errors.summary.join(" ")}</div>}
        <Labelled id="release-until" label={t("credit.untilDay")} required error={errors.fields.until}>
          <Suspense fallback={<Bone height={32} />}>
            <DayInput
              id="release-until"
              field={DAY}
              label={t("credit.untilDay")}
              value={until}
              onChange={(value) => setUntil((value as string | null) ?? null)}
            />
          </Suspense>
        </Labelled>
        <Labelled id="release-reason" label={t("credit.reason")} required error={errors.fields.reason}>
          <Input.TextArea
            id="release-reason"
            rows={3}
            maxLength={300}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Labelled>
      </div>
    </Modal>
  );
}
