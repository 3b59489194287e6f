/** The range of what may come: a band from P10 to P90 with its middle, beside the target; and the same as a table. */
import { t } from "@/i18n";
import { formatBig, formatMoney } from "@/ui/format";
import { useWidth } from "@/ui/hooks";
import { ScrollX } from "@/ui/parts";
import { type Band, type Beside, bigMoney, type Month } from "./data";
import { percentOf } from "./Verdicts";

const WIDE = 720;
const H = 280;
const LEFT = 56;
const BOTTOM = 26;
const TOP = 12;
const LINES = 4;

/** A round number at or above the value: 1, 2, 2.5 or 5 times a power of ten. */
export function roundTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 2.5, 5, 10].find((step) => step * power >= value) ?? 10);
}

export interface Point extends Band {
  month: string;
  target: number | null;
}

/** The months as drawn: each on its own, or with those before it. A missing target ends the line. */
export const pointsOf = (months: Month[], running: boolean): Point[] =>
  months.map((month) => {
    const { p10, p50, p90, target } = running ? month.running : month;
    return { month: month.month, p10, p50, p90, target: target === null ? null : Number(target) };
  });

export function Fan({ months, running }: { months: Month[]; running: boolean }) {
  // Drawn in the pixels that there are: words keep their size on a phone and on a wide screen.
  const [box, width] = useWidth<HTMLDivElement>(WIDE);
  const points = pointsOf(months, running);
  const top = roundTop(Math.max(1, ...points.map((point) => Math.max(Number(point.p90), point.target ?? 0))));
  const x = (at: number): number => LEFT + ((width - LEFT - 16) * at) / Math.max(1, points.length - 1);
  const y = (value: number | string): number => H - BOTTOM - ((H - BOTTOM - TOP) * Number(value)) / top;
  const line = (key: "p10" | "p50" | "p90"): string => points.map((point, at) => `${x(at)},${y(point[key])}`).join(" ");
  const low = points.map((point, at) => `${x(at)},${y(point.p10)}`).reverse();
  const goals = points.flatMap((point, at) => (point.target === null ? [] : [`${x(at)},${y(point.target)}`]));
  return (
    <div className="fan" ref={box}>
      <svg viewBox={`0 0 ${width} ${H}`} role="img" aria-label={t("funnel.fan")}>
        {Array.from({ length: LINES + 1 }, (_, at) => (top * at) / LINES).map((value) => (
          <g key={value}>
            <line className="fan__grid" x1={LEFT} x2={width - 16} y1={y(value)} y2={y(value)} />
            <text className="fan__text" x={LEFT - 8} y={y(value) + 4} textAnchor="end">
              {formatBig(value)}
            </text>
          </g>
        ))}
        <polygon className="fan__band" points={`${line("p90")} ${low.join(" ")}`} />
        <polyline className="fan__middle" points={line("p50")} />
        {goals.length > 0 && <polyline className="fan__target" points={goals.join(" ")} />}
        {points.map((point, at) => (
          <g key={point.month}>
            <circle className="fan__dot" cx={x(at)} cy={y(point.p50)} r={3}>
              <title>
                {`${point.month.slice(0, 7)}  ${[point.p10, point.p50, point.p90].map((one) => formatMoney(one, "CNY")).join(" – ")}`}
              </title>
            </circle>
            <text className="fan__text" x={x(at)} y={H - 8} textAnchor="middle">
              {point.month.slice(5, 7)}
            </text>
          </g>
        ))}
      </svg>
      <div className="row fan__legend muted">
        <span className="fan__key fan__key--band">{t("funnel.band")}</span>
        <span className="fan__key fan__key--middle">{t("funnel.median")}</span>
        {goals.length > 0 && <span className="fan__key fan__key--target">{t("funnel.target")}</span>}
      </div>
    </div>
  );
}

export function BandTable(props: {
  items: (Band & Beside & { key: string; won: string })[];
  currency: string;
  label: string;
}) {
  const big = (amount: string | null): string => (amount === null ? "—" : bigMoney(amount, props.currency));
  return (
    <ScrollX label={props.label}>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{props.label}</th>
            <th scope="col" className="is-right">
              {t("funnel.low")}
            </th>
            <th scope="col" className="is-right">
              {t("funnel.median")}
            </th>
            <th scope="col" className="is-right">
              {t("funnel.high")}
            </th>
            <th scope="col" className="is-right">
              {t("funnel.wonSoFar")}
            </th>
            <th scope="col" className="is-right">
              {t("funnel.target")}
            </th>
            <th scope="col" className="is-right">
              {t("funnel.chanceShort")}
            </th>
          </tr>
        </thead>
        <tbody>
          {props.items.map((item) => (
            <tr key={item.key}>
              <th scope="row" className="num">
                {item.key}
              </th>
              <td className="is-right num">{big(item.p10)}</td>
              <td className="is-right num">{big(item.p50)}</td>
              <td className="is-right num">{big(item.p90)}</td>
              <td className="is-right num">{big(item.won)}</td>
              <td className="is-right num">{big(item.target)}</td>
              <td className="is-right num">{item.chance === null ? "—" : `${percentOf(item.chance)}%`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
