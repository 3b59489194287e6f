/** How a metric went over the period: bars to look at, and the same as a table. */
import { Button } from "antd";
import { useState } from "react";
import { t } from "@/i18n";
import "@/i18n/words/manager";
import type { Activity, Metric } from "./team";

export function Course({ data, metric }: { data: Activity; metric: Metric }) {
  const [table, setTable] = useState(false);
  const at = data.metrics.indexOf(metric);
  const points = data.course.map((point) => ({ on: point.on, value: point.values[at] ?? null }));
  if (points.length < 2 || points.some((point) => point.value === null)) return null;
  const top = Math.max(1, ...points.map((point) => point.value ?? 0));
  const months = data.period.unit === "year" || data.period.unit === "quarter";
  const short = (on: string): string => (months ? on.slice(5, 7) : on.slice(8));
  const name = t("manager.courseOf", { metric: t(`manager.metric.${metric}`) });
  return (
    <section className="panel team-course" aria-label={name}>
      <header className="panel__head">
        <h2>{name}</h2>
        <Button type="link" size="small" onClick={() => setTable(!table)}>
          {t(table ? "manager.hideData" : "manager.data")}
        </Button>
      </header>
      {table ? (
        <table className="team-course__table">
          <thead>
            <tr>
              <th scope="col">{t("manager.day")}</th>
              <th scope="col" className="num">
                {t(`manager.metric.${metric}`)}
              </th>
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr key={point.on}>
                <td className="num">{point.on}</td>
                <td className="num">{point.value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <div className="team-bars" aria-hidden="true">
          {points.map((point) => (
            <div key={point.on} className="team-bar" title={`${point.on}: ${point.value}`}>
              <span className="team-bar__value num">{point.value || ""}</span>
              <span className="team-bar__fill" style={{ height: `${Math.round(((point.value ?? 0) / top) * 84)}px` }} />
              <span className="team-bar__day num">{short(point.on)}</span>
            </div>
          ))}
        </div>
      )}
    </section>
  );
}
