/** 红冲: why an issued invoice is reversed, and how much of each line. The red invoice is a draft that asks for the
 * confirmation of the other side. */
import { useQueryClient } from "@tanstack/react-query";
import { Input, Modal, Radio } from "antd";
import { useState } from "react";
import { get, patch, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Rec } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/finance";
import { formatDecimal, formatMoney } from "@/ui/format";
import "@/ui/css/finance.css";
import { plainAmount } from "./cents";
import { moneyMoved, moneyOf } from "./data";

const REASONS = ["01", "02", "03", "04"] as const;

interface Line {
  id: number;
  name: string;
  spec?: string;
  quantity: string;
  amount: { amount: string; currency: string } | null;
}

const linesOf = (record: Rec): Line[] => (record.lines as unknown as Line[] | undefined) ?? [];

/** The quantity that is reversed, null for what is none or more than there is. */
const taken = (text: string, whole: string): number | null => {
  if (!/^\d+(\.\d{0,4})?$/.test(text)) return null;
  return Number(text) <= Number(whole) ? Number(text) : null;
};

export default function RedDialog({ record, onClose }: { record: Rec; onClose: (made: number | null) => void }) {
  const client = useQueryClient();
  const lines = linesOf(record);
  const [reason, setReason] = useState<(typeof REASONS)[number]>("01");
  const [typed, setTyped] = useState<Record<number, string>>(() =>
    Object.fromEntries(lines.map((line) => [line.id, String(Number(line.quantity))])),
  );
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const parts = lines.map((line) => taken(typed[line.id] ?? "", line.quantity));
  const bad = parts.includes(null) || parts.every((part) => part === 0);
  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      const made = await post<{ id: number }>("trade/make", {
        entity: "invoice",
        id: record.id,
        target: "invoice",
        mode: "red",
      });
      const red = await get<Rec>(`invoice/${made.id}`);
      // The lines of the draft come in the order of the original's.
      const kept = linesOf(red).flatMap((line, at) => {
        const part = parts[at];
        return part ? [{ id: line.id, quantity: String(-part) }] : [];
      });
      await patch(`invoice/${made.id}`, { red_reason: reason, lines: kept }, { version: red.version });
      await moneyMoved(client);
      onClose(made.id);
    } catch (error) {
      setProblem(messageOf(error));
      setBusy(false);
    }
  };
  const amount = moneyOf(record.amount);
  return (
    <Modal
      open
      width={560}
      title={t("finance.redTitle", { number: String(record.invoice_number ?? record.number ?? "") })}
      okText={t("finance.redDo")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy, disabled: bad }}
      onOk={() => void send()}
      onCancel={() => onClose(null)}
    >
      <div className="stack">
        {problem && (
          <div className="notice notice--bad" role="alert">
            {problem}
          </div>
        )}
        <p className="muted">
          {t("finance.redHint", { amount: amount ? formatMoney(amount.amount, amount.currency) : "—" })}
        </p>
        <fieldset className="red__reasons">
          <legend>{t("finance.redReason")}</legend>
          <Radio.Group
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            options={REASONS.map((value) => ({ value, label: t(`finance.red_${value}`) }))}
          />
        </fieldset>
        <ul className="allocate">
          {lines.map((line, at) => (
            <li key={line.id} className="allocate__item">
              <div className="allocate__what">
                <span className="allocate__title">{line.name}</span> <span className="muted">{line.spec}</span>
              </div>
              <div className="allocate__left num">
                <span className="muted">{t("finance.quantity")}</span> {formatDecimal(String(Number(line.quantity)))}
              </div>
              <div className={`allocate__part field${parts[at] === null ? " is-bad" : ""}`}>
                <Input
                  aria-label={t("finance.redPart", { title: line.name })}
                  inputMode="decimal"
                  value={typed[line.id] ?? ""}
                  onChange={(event) => setTyped({ ...typed, [line.id]: plainAmount(event.target.value) })}
                />
                {parts[at] === null && <p className="field__error">{t("finance.redTooMuch")}</p>}
              </div>
            </li>
          ))}
        </ul>
      </div>
    </Modal>
  );
}
