/** 核销: what came in, put against plans, contracts and orders; what is left stays as a prepayment. The same dialog uses
 * a prepayment up. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { patch, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Rec } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/finance";
import { currencySymbol, formatMoney } from "@/ui/format";
import { Bones, Empty, Failure, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import "@/ui/css/finance.css";
import { fillUp, fromCents, plainAmount, toCents } from "./cents";
import { moneyMoved, moneyOf, type OpenItem, openItemsQuery, refOf, today } from "./data";

interface Line {
  id: number;
  amount: { amount: string };
  plan: { id: number } | null;
  contract: { id: number } | null;
  order: { id: number } | null;
}

const keyOf = (item: { kind: string; id: number }): string => `${item.kind}.${item.id}`;

/** The lines that the receipt has already, by what they are for. */
function written(record: Rec): Map<string, Line> {
  const found = new Map<string, Line>();
  for (const line of (record.lines as unknown as Line[] | undefined) ?? [])
    for (const kind of ["plan", "contract", "order"] as const) {
      const about = line[kind];
      if (about) found.set(keyOf({ kind, id: about.id }), line);
    }
  return found;
}

export default function AllocateDialog(props: {
  record: Rec;
  /** Use the customer's prepayment instead of this receipt's own money. */
  prepaid?: boolean;
  onClose: (done: number | null) => void;
}) {
  const { record, prepaid } = props;
  const client = useQueryClient();
  const customer = refOf(record.customer);
  const amount = moneyOf(record.amount);
  const currency = amount?.currency ?? "CNY";
  const [own] = useState(() => (prepaid ? new Map<string, Line>() : written(record)));
  const [typed, setTyped] = useState<Record<string, string>>(() =>
    Object.fromEntries([...own].map(([key, line]) => [key, line.amount.amount])),
  );
  const [busy, setBusy] = useState("");
  const [problem, setProblem] = useState("");
  const found = useQuery(openItemsQuery(customer?.id ?? 0, currency));
  const items = found.data?.items ?? [];
  const whole = toCents(prepaid ? (found.data?.prepaid ?? "0") : (amount?.amount ?? "0")) ?? 0;
  const partOf = (item: OpenItem): string => typed[keyOf(item)] ?? "";
  const wrong = (item: OpenItem): string => {
    const text = partOf(item);
    if (text === "") return "";
    const cents = toCents(text);
    if (cents === null || cents < 0) return t("finance.notAmount");
    return cents > (toCents(item.left) ?? 0) ? t("finance.overLeft", { left: formatMoney(item.left, currency) }) : "";
  };
  const given = items.reduce((sum, item) => sum + (toCents(partOf(item) || "0") ?? 0), 0);
  const rest = whole - given;
  const bad = rest < 0 || items.some((item) => wrong(item) !== "") || (prepaid && given === 0);
  const fill = (): void => {
    const parts = fillUp(
      whole,
      items.map((item) => toCents(item.left) ?? 0),
    );
    setTyped(Object.fromEntries(items.map((item, at) => [keyOf(item), parts[at] ? fromCents(parts[at]) : ""])));
  };
  const send = async (submit: boolean): Promise<void> => {
    setBusy(submit ? "submit" : "save");
    setProblem("");
    const lines = items.flatMap((item) => {
      const cents = toCents(partOf(item)) ?? 0;
      const line = own.get(keyOf(item));
      const money = { amount: fromCents(cents), currency };
      return cents > 0 ? [{ ...(line ? { id: line.id } : { [item.kind]: item.id }), amount: money }] : [];
    });
    try {
      let saved = prepaid
        ? await post<Rec>("receipt", {
            customer: customer?.id,
            kind: "prepaid",
            received_on: today(),
            amount: { amount: fromCents(given), currency },
            lines,
          })
        : await patch<Rec>(`receipt/${record.id}`, { lines }, { version: record.version });
      if (submit)
        saved = await post<Rec>(`receipt/${saved.id}/actions/submit`, {}, { version: saved.version }).catch(
          async (error: unknown) => {
            // The allocation is kept; what was refused is its booking.
            await moneyMoved(client);
            throw error;
          },
        );
      await moneyMoved(client);
      toast(t(submit ? "finance.allocatedBooked" : "finance.allocatedSaved"), { kind: "good" });
      props.onClose(saved.id);
    } catch (error) {
      setProblem(messageOf(error));
      setBusy("");
      void found.refetch();
    }
  };
  return (
    <Modal
      open
      width={760}
      title={t(prepaid ? "finance.usePrepaid" : "finance.allocateOf", { number: String(record.number ?? "") })}
      onCancel={() => props.onClose(null)}
      footer={
        <div className="allocate__foot">
          <span className="grow num" role="status">
            {t(prepaid ? "finance.prepaidIs" : "finance.cameIn", { amount: formatMoney(fromCents(whole), currency) })} ·{" "}
            {t("finance.givenIs", { amount: formatMoney(fromCents(given), currency) })} ·{" "}
            {rest < 0 ? (
              <strong className="allocate__over">
                {t("finance.overWhole", { amount: formatMoney(fromCents(-rest), currency) })}
              </strong>
            ) : (
              <strong>
                {t(prepaid ? "finance.prepaidLeft" : "finance.toPrepaid", {
                  amount: formatMoney(fromCents(rest), currency),
                })}
              </strong>
            )}
          </span>
          {!prepaid && (
            <Button disabled={bad || busy !== ""} loading={busy === "save"} onClick={() => void send(false)}>
              {t("finance.saveOnly")}
            </Button>
          )}
          <Button
            type="primary"
            disabled={bad || busy !== ""}
            loading={busy === "submit"}
            onClick={() => void send(true)}
          >
            {t("finance.saveSubmit")}
          </Button>
        </div>
      }
    >
      <div className="stack">
        {problem && (
          <div className="notice notice--bad" role="alert">
            {problem}
          </div>
        )}
        {found.isPending && <Bones rows={5} />}
        {found.isError && <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />}
        {found.data && items.length === 0 && (
          <Empty text={t("finance.nothingOpen")} hint={t("finance.nothingOpenHint")} />
        )}
        {items.length > 0 && (
          <>
            <div className="row">
              <Button size="small" onClick={fill}>
                {t("finance.fillUp")}
              </Button>
              <Button size="small" type="text" onClick={() => setTyped({})}>
                {t("finance.clear")}
              </Button>
            </div>
            <ul className="allocate">
              {items.map((item) => {
                const key = keyOf(item);
                const error = wrong(item);
                return (
                  <li key={key} className="allocate__item">
                    <div className="allocate__what">
                      <span className="allocate__title">{item.title}</span>{" "}
                      <span className="muted">
                        {item.about}
                        {item.kind !== "plan" && ` · ${t(`finance.beside_${item.kind}`)}`}
                      </span>
                      <div className="muted">
                        {item.planned_on && <span className="num">{item.planned_on}</span>}{" "}
                        {item.overdue && <Tag color="red">{t("finance.late")}</Tag>}
                      </div>
                    </div>
                    <div className="allocate__left num">
                      <span className="muted">{t("finance.open")}</span> {formatMoney(item.left, currency)}
                    </div>
                    <div className={`allocate__part field${error ? " is-bad" : ""}`}>
                      <Input
                        aria-label={t("finance.partOf", { title: item.title })}
                        aria-invalid={error !== ""}
                        inputMode="decimal"
                        value={partOf(item)}
                        prefix={<span className="muted">{currencySymbol(currency).trim()}</span>}
                        placeholder="0.00"
                        onChange={(event) => setTyped({ ...typed, [key]: plainAmount(event.target.value) })}
                      />
                      <Button
                        size="small"
                        type="text"
                        onClick={() => {
                          const others = given - (toCents(partOf(item)) ?? 0);
                          const part = Math.min(toCents(item.left) ?? 0, Math.max(whole - others, 0));
                          setTyped({ ...typed, [key]: part ? fromCents(part) : "" });
                        }}
                      >
                        {t("finance.whole")}
                      </Button>
                      {error && <p className="field__error">{error}</p>}
                    </div>
                  </li>
                );
              })}
            </ul>
          </>
        )}
      </div>
    </Modal>
  );
}
