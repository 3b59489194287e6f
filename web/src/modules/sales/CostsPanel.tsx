/** On the page of an opportunity: what was spent beside the budget. */
import "@/i18n/words/sales";
import "@/ui/css/sales.css";
import { useQuery } from "@tanstack/react-query";
import { t } from "@/i18n";
import type { SlotProps } from "@/slots";
import { formatMoney } from "@/ui/format";
import { costsQuery } from "./data";

export default function CostsPanel({ record }: SlotProps["recordPanel"]) {
  const found = useQuery(costsQuery(record.id, record.version));
  const told = found.data;
  if (!told || (!told.budget && told.spent.length === 0)) return null;
  const same = told.spent.find((one) => one.currency === told.budget?.currency);
  const share =
    told.budget && Number(told.budget.amount) > 0 ? Number(same?.amount ?? 0) / Number(told.budget.amount) : 0;
  return (
    <section className="panel">
      <header className="panel__head">
        <h2 className="grow">{t("sales.costs")}</h2>
        {told.budget && (
          <span className="muted">
            {t("sales.budget")} <span className="num">{formatMoney(told.budget.amount, told.budget.currency)}</span>
          </span>
        )}
      </header>
      <div className="panel__body stack">
        {told.budget && (
          <div
            className={`cost-bar${share > 1 ? " is-over" : ""}`}
            role="img"
            aria-label={t("sales.spentShare", { n: Math.round(share * 100) })}
          >
            <span style={{ width: `${Math.min(share, 1) * 100}%` }} />
          </div>
        )}
        <p>
          {t("sales.spent")}{" "}
          {told.spent.map((one) => (
            <strong key={one.currency} className="num">
              {formatMoney(one.amount, one.currency)}{" "}
            </strong>
          ))}
          {told.spent.length === 0 && <span className="muted">{t("sales.nothingSpent")}</span>}
          {told.budget && <span className={share > 1 ? "bad" : "muted"}>{Math.round(share * 100)}%</span>}
        </p>
        {told.by_kind.map((one) => (
          <p key={`${one.kind}${one.currency}`} className="row row--between">
            <span>
              {one.label} <span className="muted">× {one.count}</span>
            </span>
            <span className="num">{formatMoney(one.amount, one.currency)}</span>
          </p>
        ))}
      </div>
    </section>
  );
}
