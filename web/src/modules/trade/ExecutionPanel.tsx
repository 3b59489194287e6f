/** On the page of a contract: what of it was ordered and delivered, in money and line by line. */
import { useQuery } from "@tanstack/react-query";
import type { Money } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/trade";
import { may, useMe } from "@/meta/hooks";
import type { SlotProps } from "@/slots";
import "@/ui/css/trade.css";
import { formatMoney } from "@/ui/format";
import { Bar } from "./Bar";
import { calledQuery, type DocumentLine, linesOf, plain } from "./data";

function Line({ line, limited }: { line: DocumentLine; limited: boolean }) {
  const unit = line.unit?.title ?? "";
  const words = limited
    ? t("trade.lineOrdered", { done: plain(line.ordered), whole: plain(line.quantity), unit })
    : t("trade.lineCalled", { done: plain(line.ordered), unit });
  return (
    <li className="trade-line">
      <span className="trade-line__name ellipsis">{line.name}</span>
      <span className="trade-line__words num">{words}</span>
      {limited && <Bar whole={line.quantity ?? "0"} done={line.ordered ?? "0"} label={`${line.name}: ${words}`} />}
    </li>
  );
}

export default function ExecutionPanel({ record }: SlotProps["recordPanel"]) {
  const me = useMe();
  const running = record.approval_state === "approved" && record.state !== "draft";
  const currency = String(record.currency ?? "CNY");
  const called = useQuery({
    ...calledQuery(record.id, currency),
    enabled: running && may(me.can.order, "view"),
  });
  const lines = linesOf(record);
  if (!running) return null;
  const framework = record.kind === "framework";
  const amount = record.amount as Money | null | undefined;
  const money = (value: string): string => formatMoney(value, currency);
  return (
    <section className="panel" aria-label={t("trade.execution")}>
      <header className="panel__head">
        <h2 className="grow">{t("trade.execution")}</h2>
        {called.data && <span className="muted">{t("trade.orders", { n: called.data.count })}</span>}
      </header>
      <div className="panel__body stack">
        {called.data && (
          <dl className="trade-sums">
            <div>
              <dt>{t("trade.contractAmount")}</dt>
              <dd className="num">{amount && !framework ? money(amount.amount) : t("trade.open")}</dd>
            </div>
            <div>
              <dt>{t("trade.orderedAmount")}</dt>
              <dd className="num">{money(called.data.amount)}</dd>
            </div>
            <div>
              <dt>{t("trade.deliveredAmount")}</dt>
              <dd className="num">{money(called.data.delivered)}</dd>
            </div>
          </dl>
        )}
        {lines.length > 0 ? (
          <ul className="plain-list trade-lines">
            {lines.map((line) => (
              <Line key={line.id} line={line} limited={!framework} />
            ))}
          </ul>
        ) : (
          <p className="muted">{t("trade.noLines")}</p>
        )}
      </div>
    </section>
  );
}
