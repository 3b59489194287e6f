/** Beside a customer: what is to come in, what of it is late, and what was paid in advance. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { lazy } from "react";
import { isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Rec } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/finance";
import { may, useMe } from "@/meta/hooks";
import { openForm } from "@/records/openForm";
import type { SlotProps } from "@/slots";
import { openDialog } from "@/ui/dialogs";
import { formatMoney } from "@/ui/format";
import { Bones, Failure, Tag } from "@/ui/parts";
import "@/ui/css/finance.css";
import { fromCents, toCents } from "./cents";
import { type OpenItem, openItemsQuery, today } from "./data";

const AllocateDialog = lazy(() => import("./AllocateDialog"));
const CURRENCY = "CNY";
const SHOWN = 5;

const sum = (items: readonly OpenItem[]): string =>
  fromCents(items.reduce((total, item) => total + (toCents(item.left) ?? 0), 0));
const money = (amount: string): string => formatMoney(amount, CURRENCY);

export default function MoneyPanel({ record }: SlotProps["recordPanel"]) {
  const me = useMe();
  const allowed = may(me.can.receipt_plan, "view");
  const query = useQuery({ ...openItemsQuery(record.id, CURRENCY), enabled: allowed });
  if (!allowed || isStatus(query.error, 403, 404)) return null;
  const found = query.data;
  const items = found?.items ?? [];
  const late = items.filter((item) => item.overdue);
  const prepaid = Number(found?.prepaid ?? 0) > 0 ? (found?.prepaid ?? "0") : null;
  if (found && items.length === 0 && prepaid === null) return null;
  const customer = { id: record.id, title: String(record.name ?? "") };
  const spendPrepaid = (amount: string): void => {
    const held = { id: 0, version: 0, customer, amount: { amount, currency: CURRENCY } } as unknown as Rec;
    void openDialog<number>((close) => <AllocateDialog record={held} prepaid onClose={close} />);
  };
  return (
    <section className="panel" aria-label={t("finance.moneyOf")}>
      <header className="panel__head">
        <h2 className="grow">{t("finance.moneyOf")}</h2>
        {may(me.can.receipt, "create") && (
          <Button
            size="small"
            onClick={() => void openForm({ entity: "receipt", preset: { customer, received_on: today() } })}
          >
            {t("finance.makeReceipt")}
          </Button>
        )}
      </header>
      {query.isPending && <Bones rows={3} />}
      {query.isError && <Failure message={messageOf(query.error)} onRetry={() => void query.refetch()} />}
      {found && (
        <div className="panel__body">
          <dl className="money-sums">
            <div>
              <dt>{t("finance.open")}</dt>
              <dd className="num">{money(sum(items))}</dd>
            </div>
            <div>
              <dt>{t("finance.late")}</dt>
              <dd className={`num${late.length > 0 ? " allocate__over" : ""}`}>{money(sum(late))}</dd>
            </div>
            {found.prepaid !== null && (
              <div>
                <dt>{t("finance.prepaid")}</dt>
                <dd className="num">{money(found.prepaid)}</dd>
              </div>
            )}
          </dl>
          <ul className="money-open">
            {items.slice(0, SHOWN).map((item) => (
              <li key={`${item.kind}.${item.id}`}>
                <Link
                  to="/r/$entity/$id"
                  params={{ entity: item.kind === "plan" ? "receipt_plan" : item.kind, id: String(item.id) }}
                  className="ellipsis grow"
                >
                  {item.title}
                </Link>
                <span className="muted num">{item.planned_on}</span>
                {item.overdue && <Tag color="red">{t("finance.late")}</Tag>}
                <span className="num">{money(item.left)}</span>
              </li>
            ))}
          </ul>
          {items.length > SHOWN && <p className="muted">{t("finance.moreItems", { n: items.length - SHOWN })}</p>}
          {prepaid && items.length > 0 && may(me.can.receipt, "create") && (
            <Button size="small" onClick={() => spendPrepaid(prepaid)}>
              {t("finance.usePrepaid")}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
