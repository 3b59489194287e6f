/** The few numbers that a report begins with. */
import { formatDecimal } from "@/ui/format";

export function Figures({ lines }: { lines: { label: string; value: string | number; hint: string }[] }) {
  return (
    <div className="funnel-totals">
      {lines.map((line) => (
        <div key={line.label} className="panel funnel-total">
          <span className="muted">{line.label}</span>
          <strong className="num">{typeof line.value === "number" ? formatDecimal(line.value) : line.value}</strong>
          <span className="muted num">{line.hint}</span>
        </div>
      ))}
    </div>
  );
}
