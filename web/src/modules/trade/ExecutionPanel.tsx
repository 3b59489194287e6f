/** On the page of a contract: how much of each line was ordered. The sums stand in the panel of its money. */
import { t } from "@/i18n";
import "@/i18n/words/trade";
import type { SlotProps } from "@/slots";
import "@/ui/css/trade.css";
import { Bar } from "./Bar";
import { type DocumentLine, linesOf, plain } from "./data";

function Line({ line, limited }: { line: DocumentLine; limited: boolean }) {
  const unit = line.unit?.title ?? "";
  const words = limited
    ? t("trade.lineOrdered", { done: plain(line.ordered), whole: plain(line.quantity), unit })
    : t("trade.lineCalled", { done: plain(line.ordered), unit });
  return (
    <li className="trade-line">
      <span className="trade-line__name">{line.name}</span>
      <span className="trade-line__words num">{words}</span>
      {limited && <Bar whole={line.quantity ?? "0"} done={line.ordered ?? "0"} label={`${line.name}: ${words}`} />}
    </li>
  );
}

export default function ExecutionPanel({ record }: SlotProps["recordPanel"]) {
  const lines = linesOf(record);
  if (record.approval_state !== "approved" || record.state === "draft" || lines.length === 0) return null;
  return (
    <section className="panel" aria-label={t("trade.execution")}>
      <header className="panel__head">
        <h2 className="grow">{t("trade.execution")}</h2>
      </header>
      <ul className="panel__body trade-lines">
        {lines.map((line) => (
          <Line key={line.id} line={line} limited={record.kind !== "framework"} />
        ))}
      </ul>
    </section>
  );
}
