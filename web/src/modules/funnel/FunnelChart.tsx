/** The stages as a funnel. By count a stage is as wide as many came so far; by amount, as much as stands there now. */
import { t } from "@/i18n";
import { formatDecimal } from "@/ui/format";
import { type Funnel, type Measure, type Stage, sizeOf, written } from "./data";

const WIDTH = 560;
const ROW = 62;
const STEP = 12;
const LEAST = 6;

const wide = (stage: Stage, measure: Measure): number =>
  measure === "count" ? (stage.reached ?? stage.count) : sizeOf(stage, measure);

export function FunnelChart({ data, measure }: { data: Funnel; measure: Measure }) {
  const shown = data.stages.filter((stage) => stage.kind === "open" || stage.kind === "won");
  const top = Math.max(1, ...shown.map((stage) => wide(stage, measure)));
  const widths = shown.map((stage) => Math.max(LEAST, (WIDTH * wide(stage, measure)) / top));
  return (
    <ol className="funnel">
      {shown.map((stage, at) => (
        <li key={stage.id} className={`funnel__stage tone--${stage.color}`}>
          <div className="funnel__name">
            <strong>{stage.title}</strong>
            <span className="muted num">{stage.probability}%</span>
          </div>
          <Band width={widths[at] ?? LEAST} next={widths[at + 1] ?? widths[at] ?? LEAST} />
          <div className="funnel__figures">
            <strong className="num">{written(stage, measure)}</strong>
            <Way stage={stage} />
          </div>
        </li>
      ))}
    </ol>
  );
}

/** A bar that leads over to the width of the next one. */
function Band({ width, next }: { width: number; next: number }) {
  const at = (wide: number): [number, number] => [(WIDTH - wide) / 2, (WIDTH + wide) / 2];
  const [left, right] = at(width);
  const [nextLeft, nextRight] = at(next);
  const low = ROW - STEP;
  return (
    <svg className="funnel__band" viewBox={`0 0 ${WIDTH} ${ROW}`} preserveAspectRatio="none" aria-hidden="true">
      <path className="funnel__link" d={`M${left} ${low}L${right} ${low}L${nextRight} ${ROW}L${nextLeft} ${ROW}Z`} />
      <rect className="funnel__fill" x={left} y={0} width={width} height={low} rx={3} />
    </svg>
  );
}

function Way({ stage }: { stage: Stage }) {
  return (
    <span className="funnel__way muted">
      {stage.reached !== null && (
        <span className="num">{t("funnel.reachedN", { n: formatDecimal(stage.reached) })}</span>
      )}
      {stage.conversion !== null && <span className="num">{t("funnel.onward", { n: stage.conversion })}</span>}
      {stage.days?.p50 != null && (
        <span className="num">
          {t("funnel.p50")} {t("funnel.dayCount", { n: stage.days.p50 })}
        </span>
      )}
    </span>
  );
}
