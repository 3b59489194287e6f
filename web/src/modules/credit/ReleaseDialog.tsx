/** Asking that a customer may go beyond its limit. */
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

export default function ReleaseDialog(props: {
  customer: number;
  currency: string;
  onClose: (sent: boolean | null) => void;
}) {
  const [amount, setAmount] = useState("");
  const [until, setUntil] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const DayInput = kitOf(DAY).Input;
  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      const money = { amount, currency: props.currency };
      await post("credit/release", { customer: props.customer, amount: money, until, reason });
      toast(t("credit.sent"), { kind: "good" });
      props.onClose(true);
    } catch (error) {
      setErrors(formErrors(error, ["amount", "until", "reason"]));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={480}
      title={t("credit.releaseTitle")}
      okText={t("credit.send")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy, disabled: !amount || !until || !reason.trim() }}
      onOk={() => void send()}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack">
        {errors.summary.length > 0 && <div className="notice notice--bad">{errors.summary.join(" ")}</div>}
        <Labelled id="release-amount" label={t("credit.amount")} required error={errors.fields.amount}>
          <Input
            id="release-amount"
            autoFocus
            inputMode="decimal"
            suffix={props.currency}
            value={amount}
            onChange={(event) => setAmount(event.target.value.replace(/[^\d.]/g, ""))}
          />
        </Labelled>
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
