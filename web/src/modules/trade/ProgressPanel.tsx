/** On the page of an order: how much of each line was delivered, and how much of it came back. */
import { t } from "@/i18n";
import "@/i18n/words/trade";
import type { SlotProps } from "@/slots";
import "@/ui/css/trade.css";
import type { Money } from "@/api/types";
import { formatMoney } from "@/ui/format";
import { Bar } from "./Bar";
import { type DocumentLine, linesOf, plain } from "./data";

function Line({ line }: { line: DocumentLine }) {
  const unit = line.unit?.title ?? "";
  const words = t("trade.lineDone", { done: plain(line.delivered), whole: plain(line.quantity), unit });
  const back = Number(line.returned ?? 0) > 0 ? t("trade.lineBack", { back: plain(line.returned) }) : "";
  return (
    <li className="trade-line">
      <span className="trade-line__name">{line.name}</span>
      <span className="trade-line__words num">
        {words}
        {back && <span className="muted"> · {back}</span>}
      </span>
      <Bar
        whole={line.quantity ?? "0"}
        done={line.delivered ?? "0"}
        back={line.returned}
        label={`${line.name}: ${words}${back ? `, ${back}` : ""}`}
      />
    </li>
  );
}

export default function ProgressPanel({ record }: SlotProps["recordPanel"]) {
  const lines = linesOf(record);
  if (record.approval_state !== "approved" || lines.length === 0) return null;
  const whole = record.amount as Money | null | undefined;
  const done = record.delivered_amount as Money | null | undefined;
  return (
    <section className="panel" aria-label={t("trade.progress")}>
      <header className="panel__head">
        <h2 className="grow">{t("trade.progress")}</h2>
        {whole && (
          <span className="muted num">
            {t("trade.amountDone", {
              done: formatMoney(done?.amount ?? "0", whole.currency),
              whole: formatMoney(whole.amount, whole.currency),
            })}
          </span>
        )}
      </header>
      <ul className="panel__body trade-lines">
        {lines.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </ul>
    </section>
  );
}
