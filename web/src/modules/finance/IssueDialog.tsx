/** Issuing an invoice: by a tax channel where there is one, else by writing down the number that was given elsewhere. */
import { useQuery } from "@tanstack/react-query";
import { Input, Modal, Segmented } from "antd";
import { Suspense, useState } from "react";
import { get } from "@/api/client";
import { type FormErrors, formErrors } from "@/api/problem";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import "@/i18n/words/finance";
import { useMe } from "@/meta/hooks";
import { USER_FIELD } from "@/records/userField";
import type { SlotProps } from "@/slots";
import { Labelled } from "@/ui/Labelled";
import { Bone } from "@/ui/parts";
import { today } from "./data";

const DAY = { ...USER_FIELD, name: "issued_on", type: "date" };
const DIGITS = 20;

export default function IssueDialog({ record, action, run, onClose }: SlotProps["actionDialog"]) {
  const me = useMe();
  const paper = String(record.kind).startsWith("paper");
  const [chosen, setChosen] = useState<string | null>(null);
  const [number, setNumber] = useState("");
  const [day, setDay] = useState<string | null>(today());
  const [issuer, setIssuer] = useState(me.name);
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const found = useQuery({
    queryKey: ["finance", "channels"],
    queryFn: ({ signal }) => get<{ items: { key: string; label: string }[] }>("finance/channels", {}, signal),
    staleTime: 300_000,
  });
  const channels = found.data?.items ?? [];
  const channel = chosen ?? channels[0]?.key ?? "";
  const DayInput = kitOf(DAY).Input;
  const digits = number.replaceAll(/\s/g, "");
  const ready = channel !== "" || (paper ? /^\d{8,20}$/ : /^\d{20}$/).test(digits);
  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      await run(channel ? { channel } : { invoice_number: digits, issued_on: day, issuer });
      onClose();
    } catch (error) {
      setErrors(formErrors(error, ["invoice_number", "issued_on", "issuer"]));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={480}
      title={t("finance.issueTitle")}
      okText={channel ? t("finance.issueAsk") : action.label}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy, disabled: !ready || found.isPending }}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <div className="stack">
        {errors.summary.length > 0 && (
          <div className="notice notice--bad" role="alert">
            {errors.summary.join(" ")}
          </div>
        )}
        {channels.length > 0 && (
          <Segmented
            aria-label={t("finance.issueHow")}
            value={channel}
            options={[
              ...channels.map(({ key, label }) => ({ value: key, label })),
              { value: "", label: t("finance.issueByHand") },
            ]}
            onChange={setChosen}
          />
        )}
        {channel ? (
          <p className="muted">{t("finance.issueAskHint")}</p>
        ) : (
          <>
            <Labelled
              id="issue-number"
              label={t("finance.invoiceNumber")}
              required
              error={errors.fields.invoice_number ?? undefined}
            >
              <Input
                id="issue-number"
                autoFocus
                inputMode="numeric"
                value={number}
                suffix={<span className="muted num">{`${digits.length}/${paper ? "8–20" : DIGITS}`}</span>}
                onChange={(event) => setNumber(event.target.value.normalize("NFKC").replaceAll(/[^\d\s]/g, ""))}
              />
            </Labelled>
            <Labelled id="issue-day" label={t("finance.issuedOn")} error={errors.fields.issued_on}>
              <Suspense fallback={<Bone height={32} />}>
                <DayInput
                  id="issue-day"
                  field={DAY}
                  label={t("finance.issuedOn")}
                  value={day}
                  onChange={(value) => setDay((value as string | null) ?? null)}
                />
              </Suspense>
            </Labelled>
            <Labelled id="issue-issuer" label={t("finance.issuer")} error={errors.fields.issuer}>
              <Input
                id="issue-issuer"
                maxLength={80}
                value={issuer}
                onChange={(event) => setIssuer(event.target.value)}
              />
            </Labelled>
          </>
        )}
      </div>
    </Modal>
  );
}
