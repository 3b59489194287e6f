/** Whether the forecast deserves trust: what would have been said in the past beside what came. */
import { t } from "@/i18n";
import { Empty } from "@/ui/parts";
import type { Calibration } from "./data";

const SIZE = 240;
const EDGE = 34;
const LEAST = 3;
const MOST = 11;

export function CalibrationPanel({ data }: { data: Calibration }) {
  return (
    <section className="panel">
      <header className="panel__head">
        <h2>{t("funnel.calibration")}</h2>
      </header>
      <p className="panel__body muted">{t("funnel.calibrationHint")}</p>
      {data.count === 0 ? <Empty text={t("funnel.noCalibration")} /> : <Judged data={data} />}
    </section>
  );
}

const percent = (value: number | null): string => (value === null ? "—" : `${Math.round(value * 100)}%`);

function Judged({ data }: { data: Calibration }) {
  const most = Math.max(...data.bins.map((bin) => bin.count));
  const x = (value: number): number => EDGE + value * (SIZE - EDGE - 8);
  const y = (value: number): number => SIZE - EDGE + 8 - value * (SIZE - EDGE - 8);
  const lines = [
    [t("funnel.brier"), data.brier?.toFixed(3) ?? "—"],
    [t("funnel.brierConstant"), data.brier_constant?.toFixed(3) ?? "—"],
    [t("funnel.skill"), percent(data.skill)],
    [t("funnel.judged"), String(data.count)],
  ];
  return (
    <div className="calibration">
      <svg viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={t("funnel.reliability")}>
        {[0, 0.5, 1].map((value) => (
          <g key={value}>
            <line className="fan__grid" x1={x(0)} x2={x(1)} y1={y(value)} y2={y(value)} />
            <text className="fan__text" x={x(0) - 5} y={y(value) + 4} textAnchor="end">{`${value * 100}%`}</text>
            <text className="fan__text" x={x(value)} y={SIZE - 10} textAnchor="middle">{`${value * 100}%`}</text>
          </g>
        ))}
        <line className="fan__target" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
        {data.bins.map((bin) => (
          <circle
            key={bin.from}
            className="calibration__bin"
            cx={x(bin.said)}
            cy={y(bin.came)}
            r={LEAST + (MOST - LEAST) * Math.sqrt(bin.count / most)}
          />
        ))}
      </svg>
      <div className="grow">
        <dl className="calibration__figures">
          {lines.map(([label, value]) => (
            <div key={label}>
              <dt className="muted">{label}</dt>
              <dd className="num">{value}</dd>
            </div>
          ))}
        </dl>
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{t("funnel.said")}</th>
              <th scope="col" className="is-right">
                {t("funnel.came")}
              </th>
              <th scope="col" className="is-right">
                {t("funnel.judged")}
              </th>
            </tr>
          </thead>
          <tbody>
            {data.bins.map((bin) => (
              <tr key={bin.from}>
                <th scope="row" className="num">
                  {percent(bin.said)}
                </th>
                <td className="is-right num">{percent(bin.came)}</td>
                <td className="is-right num">{bin.count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
