/** One answer as it was asked for: figures, a table, or a drawing with its table behind a button. */
import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import "@/ui/css/reports.css";
import type { ChartHandle } from "@/ui/chart/types";
import { Bones, Empty } from "@/ui/parts";
import { openingOf, optionOf, othersOf, seriesOf, short } from "./chart";
import type { Answer } from "./data";
import { Delta, ResultTable } from "./ResultTable";

const Chart = lazy(() => import("@/ui/chart/Chart"));
const DRAWN = new Set(["bar", "line", "pie", "funnel"]);

export const isDrawn = (answer: Answer): boolean => DRAWN.has(answer.chart) && answer.axes.length > 0;

function Figures({ answer }: { answer: Answer }) {
  return (
    <div className="figures">
      {answer.measures.map((measure, at) => {
        const opening = openingOf(answer, [], at);
        const text = short(answer.totals.all.values[at], measure);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two measures may be called the same
          <div key={at} className="figure">
            <span className={answer.measures.length > 1 ? "figure__label" : "sr-only"}>{measure.label}</span>
            <strong className="figure__value num">
              {opening ? (
                <Link
                  to="/r/$entity"
                  params={{ entity: opening.entity }}
                  search={(opening.filter ? { f: opening.filter } : {}) as never}
                >
                  {text}
                </Link>
              ) : (
                text
              )}
            </strong>
            <Delta values={answer.totals.all} at={at} />
          </div>
        );
      })}
    </div>
  );
}

/** Sums do not hold what no exchange rate is kept for; whoever reads them hears so. */
function LeftOut({ answer }: { answer: Answer }) {
  const missing = answer.measures.filter((measure) => (measure.left_out ?? 0) > 0);
  if (missing.length === 0) return null;
  const n = Math.max(...missing.map((measure) => measure.left_out ?? 0));
  return <p className="muted report-others">{t("reports.leftOut", { n })}</p>;
}

function Told(props: { answer: Answer; shown: ReactNode }) {
  return (
    <>
      {props.shown}
      <LeftOut answer={props.answer} />
    </>
  );
}

function Drawing(props: { answer: Answer; label: string; height?: number; onReady?: (h: ChartHandle | null) => void }) {
  const { answer } = props;
  const navigate = useNavigate();
  const option = useMemo(() => optionOf(answer), [answer]);
  const series = useMemo(() => seriesOf(answer), [answer]);
  const pick = (at: number, place: number): void => {
    const round = answer.chart === "pie" || answer.chart === "funnel";
    const one = series[round ? 0 : place];
    if (!one || one.faint) return;
    const opening = openingOf(answer, one.across === undefined ? [at] : [at, one.across], one.measure);
    if (!opening) return;
    void navigate({
      to: "/r/$entity",
      params: { entity: opening.entity },
      search: (opening.filter ? { f: opening.filter } : {}) as never,
    });
  };
  const others = othersOf(answer);
  return (
    <div className="chart-box">
      <Suspense fallback={<Bones rows={4} />}>
        <Chart option={option} label={props.label} height={props.height} onPick={pick} onReady={props.onReady} />
      </Suspense>
      {others && <p className="muted report-others">{t("reports.others", { n: others.count, sum: others.text })}</p>}
      <LeftOut answer={answer} />
    </div>
  );
}

export function Result(props: {
  answer: Answer;
  name: string;
  /** Pixels of a drawing; the whole box where it is left out. */
  height?: number;
  table?: boolean;
  onReady?: (handle: ChartHandle | null) => void;
}) {
  const { answer, name } = props;
  const nothing = answer.axes.length > 0 && answer.cells.length === 0;
  if (nothing) return <Empty text={t("reports.nothing")} hint={t("reports.nothingHint")} />;
  if (answer.chart === "number" || (answer.axes.length === 0 && !props.table))
    return <Told answer={answer} shown={<Figures answer={answer} />} />;
  if (props.table || !isDrawn(answer)) {
    return <Told answer={answer} shown={<ResultTable answer={answer} label={name} />} />;
  }
  return (
    <Drawing answer={answer} label={t("reports.drawing", { name })} height={props.height} onReady={props.onReady} />
  );
}

/** Remembers whether the table is shown instead of the drawing, and how to take the picture. */
export function useResult(answer: Answer | undefined) {
  const [table, setTable] = useState(false);
  const [handle, setHandle] = useState<ChartHandle | null>(null);
  return { table, setTable, handle, setHandle, drawn: answer !== undefined && isDrawn(answer) };
}

export function savePng(handle: ChartHandle, name: string): void {
  const anchor = document.createElement("a");
  anchor.href = handle.png();
  anchor.download = `${name}.png`;
  anchor.click();
}
