/** Asking that a customer may go beyond its limit, or that one document goes ahead although its credit refused it. */
import { Input, Modal } from "antd";
import { Suspense, useState } from "react";
import { post } from "@/api/client";
import { type FormErrors, formErrors } from "@/api/problem";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import "@/i18n/words/credit";
import { USER_FIELD } from "@/records/userField";
import { currencySymbol } from "@/ui/format";
import { Labelled } from "@/ui/Labelled";
import { Bone } from "@/ui/parts";
import { toast } from "@/ui/toast";

export type Released =
  | { kind: "customer"; customer: number; currency: string }
  | { kind: "document"; entity: string; id: number };

const DAY = { ...USER_FIELD, name: "until", type: "date" };
const WORDS = {
  customer: { title: "credit.releaseTitle", sent: "credit.sent" },
  document: { title: "credit.releaseDocument", sent: "credit.sentForDocument" },
} as const;

export default function ReleaseDialog(props: { of: Released; onClose: (sent: boolean | null) => void }) {
  const { of } = props;
  const [amount, setAmount] = useState("");
  const [until, setUntil] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const DayInput = kitOf(DAY).Input;
  const ready = (of.kind === "document" || amount !== "") && until !== null && reason.trim() !== "";
  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      if (of.kind === "customer") {
        const money = { amount, currency: of.currency };
        await post("credit/release", { customer: of.customer, amount: money, until, reason });
      } else {
        await post("credit/release_document", { entity: of.entity, id: of.id, until, reason });
      }
      toast(t(WORDS[of.kind].sent), { kind: "good" });
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
      title={t(WORDS[of.kind].title)}
      okText={t("credit.send")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy, disabled: !ready }}
      onOk={() => void send()}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack">
        {of.kind === "document" && <p className="muted">{t("credit.releaseDocumentHint")}</p>}
        {errors.summary.length > 0 && <div className="notice notice--bad">{errors.summary.join(" ")}</div>}
        {of.kind === "customer" && (
          <Labelled id="release-amount" label={t("credit.amount")} required error={errors.fields.amount}>
            <Input
              id="release-amount"
              autoFocus
              inputMode="decimal"
              prefix={currencySymbol(of.currency).trim()}
              value={amount}
              onChange={(event) => setAmount(event.target.value.replace(/[^\d.]/g, ""))}
            />
          </Labelled>
        )}
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
