/** A price with how it came about: which rule won, which lost, and why. */
import { t } from "@/i18n";
import "@/i18n/words/catalog";
import { formatMoney } from "@/ui/format";
import { Icon } from "@/ui/Icon";
import { Tag } from "@/ui/parts";
import type { PriceAnswer, PriceStep } from "./data";
import "@/ui/css/prices.css";

const COLORS = { applied: "green", lost: "orange", not_met: "gray", note: "gold" } as const;

function Step({ step, currency }: { step: PriceStep; currency: string }) {
  return (
    <li className={`price-step price-step--${step.outcome}`}>
      <Tag color={COLORS[step.outcome]}>{t(`catalog.o_${step.outcome}`)}</Tag>
      <span className="grow">{step.text}</span>
      {step.price !== null && step.outcome === "applied" && (
        <span className="num">{formatMoney(step.price, currency)}</span>
      )}
    </li>
  );
}

export default function PriceSteps({ answer, currency }: { answer: PriceAnswer; currency: string }) {
  const paid = answer.last_paid;
  const shown = (value: string | null): string => (value === null ? "—" : formatMoney(value, currency));
  return (
    <div className="price-answer">
      <p className="price-answer__price" role="status">
        <strong className="num">
          {answer.unit_price === null ? t("catalog.noPrice") : formatMoney(answer.unit_price, currency)}
        </strong>
        {answer.needs_approval && <Tag color="orange">{t("catalog.needsApproval")}</Tag>}
      </p>
      <p className="muted">
        {t("catalog.listPrice")} <span className="num">{shown(answer.list_price)}</span>
        {answer.floor !== null && (
          <>
            {" · "}
            {t("catalog.floor")} <span className="num">{shown(answer.floor)}</span>
          </>
        )}
        {" · "}
        {t("catalog.tax", { rate: answer.tax_rate === "exempt" ? t("catalog.exempt") : `${answer.tax_rate}%` })}
        {" · "}
        {t(answer.tax_included ? "catalog.included" : "catalog.excluded")}
      </p>
      <p className="muted">
        {paid
          ? t("catalog.lastPaid", { price: formatMoney(paid.unit_price, currency), number: paid.number, day: paid.day })
          : t("catalog.neverPaid")}
      </p>
      {answer.problems.map((problem) => (
        <p key={problem} className="notice notice--bad">
          <Icon name="warning" size={14} /> {problem}
        </p>
      ))}
      <h3>{t("catalog.chain")}</h3>
      <ol className="plain-list price-steps">
        {answer.steps.map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
          <Step key={at} step={step} currency={currency} />
        ))}
      </ol>
    </div>
  );
}
