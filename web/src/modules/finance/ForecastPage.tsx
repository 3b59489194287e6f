/** 回款预测: what open plans bring in the next thirteen weeks, what is overdue and what comes later. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Segmented } from "antd";
import { lazy, Suspense, useState } from "react";
import { get, isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Condition } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/finance";
import type { ChartOption } from "@/ui/chart/types";
import { formatBig, formatMoney } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Bone, Bones, Empty, Failure, NoPermission, PageHead, ScrollX } from "@/ui/parts";
import "@/ui/css/finance.css";
import { fromCents, toCents } from "./cents";
import { openPlans, today } from "./data";

const Chart = lazy(() => import("@/ui/chart/Chart"));

interface Sum {
  count: number;
  amount: string;
}
type Week = Sum & { from: string; to: string };
interface Forecast {
  currency: string;
  overdue: Sum;
  weeks: Week[];
  later: Sum;
}

const short = (day: string): string => day.slice(5).replace("-", "/");
/** What is planned before today is overdue and not part of this week. */
const inWeek = (week: Week): Condition => {
  const [first] = [week.from, today()].sort().reverse();
  return openPlans({ field: "planned_on", op: "between", value: [first, week.to] });
};

function Figure({
  label,
  sum,
  currency,
  filter,
  bad,
}: {
  label: string;
  sum: Sum;
  currency: string;
  filter: Condition;
  bad?: boolean;
}) {
  return (
    <div className={`money-figure panel${bad && sum.count > 0 ? " is-bad" : ""}`}>
      <span className="muted">{label}</span>
      <strong className="num">{formatMoney(sum.amount, currency)}</strong>
      {sum.count > 0 ? (
        <Link to="/r/$entity" params={{ entity: "receipt_plan" }} search={{ f: filter } as never}>
          {t("finance.plans", { n: sum.count })}
        </Link>
      ) : (
        <span className="muted">{t("finance.plans", { n: 0 })}</span>
      )}
    </div>
  );
}

function optionOf(data: Forecast): ChartOption {
  return {
    grid: { left: 56, right: 16, top: 16, bottom: 28 },
    xAxis: { type: "category", data: data.weeks.map((week) => short(week.from)) },
    yAxis: { type: "value", axisLabel: { formatter: (value: number) => formatBig(value) } },
    tooltip: { trigger: "axis", valueFormatter: (value: unknown) => formatMoney(String(value), data.currency) },
    series: [
      {
        type: "bar",
        name: t("finance.toCome"),
        barMaxWidth: 36,
        data: data.weeks.map((week) => Number(week.amount)),
      },
    ],
  } as ChartOption;
}

export default function ForecastPage() {
  useTitle(t("nav.receiptForecast"));
  const navigate = useNavigate();
  const [view, setView] = useState<"chart" | "table">("chart");
  const found = useQuery({
    queryKey: ["records", "receipt_plan", "forecast"],
    queryFn: ({ signal }) => get<Forecast>("finance/forecast", {}, signal),
  });
  if (isStatus(found.error, 403)) return <NoPermission hint={t("finance.forbidden")} />;
  const data = found.data;
  const weeks = data?.weeks ?? [];
  const sum: Sum = {
    count: weeks.reduce((total, week) => total + week.count, 0),
    amount: fromCents(weeks.reduce((total, week) => total + (toCents(week.amount) ?? 0), 0)),
  };
  const last = weeks.at(-1)?.to ?? today();
  const nothing = data && sum.count + data.overdue.count + data.later.count === 0;
  return (
    <div className="page">
      <PageHead title={t("nav.receiptForecast")}>
        <span className="muted">{t("finance.forecastHint")}</span>
      </PageHead>
      {found.isError && <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />}
      {found.isPending && (
        <section className="panel">
          <Bones rows={8} />
        </section>
      )}
      {nothing && (
        <section className="panel">
          <Empty text={t("finance.none")} hint={t("finance.noneHint")} />
        </section>
      )}
      {data && !nothing && (
        <div className="stack">
          <div className="money-figures">
            <Figure
              label={t("finance.lateNow")}
              sum={data.overdue}
              currency={data.currency}
              bad
              filter={openPlans({ field: "planned_on", op: "lt", value: today() })}
            />
            <Figure
              label={t("finance.thirteenWeeks")}
              sum={sum}
              currency={data.currency}
              filter={openPlans({ field: "planned_on", op: "between", value: [today(), last] })}
            />
            <Figure
              label={t("finance.afterwards")}
              sum={data.later}
              currency={data.currency}
              filter={openPlans({ field: "planned_on", op: "gt", value: last })}
            />
          </div>
          <section className="panel" aria-label={t("finance.byWeek")}>
            <header className="panel__head">
              <h2 className="grow">{t("finance.byWeek")}</h2>
              <Segmented
                aria-label={t("finance.view")}
                value={view}
                options={[
                  { value: "chart", label: t("finance.chart") },
                  { value: "table", label: t("finance.table") },
                ]}
                onChange={setView}
              />
            </header>
            {view === "chart" ? (
              <div className="panel__body">
                <Suspense fallback={<Bone height={280} />}>
                  <Chart
                    option={optionOf(data)}
                    label={t("finance.byWeek")}
                    height={280}
                    onPick={(at) => {
                      const week = weeks[at];
                      if (week)
                        void navigate({
                          to: "/r/$entity",
                          params: { entity: "receipt_plan" },
                          search: { f: inWeek(week) } as never,
                        });
                    }}
                  />
                </Suspense>
              </div>
            ) : (
              <ScrollX label={t("finance.byWeek")}>
                <table className="plain-table">
                  <thead>
                    <tr>
                      <th scope="col">{t("finance.week")}</th>
                      <th scope="col" className="is-right">
                        {t("finance.count")}
                      </th>
                      <th scope="col" className="is-right">
                        {t("finance.toCome")}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {weeks.map((week) => (
                      <tr key={week.from}>
                        <th scope="row" className="num">
                          {short(week.from)} – {short(week.to)}
                        </th>
                        <td className="is-right num">
                          {week.count > 0 ? (
                            <Link
                              to="/r/$entity"
                              params={{ entity: "receipt_plan" }}
                              search={{ f: inWeek(week) } as never}
                            >
                              {week.count}
                            </Link>
                          ) : (
                            <span className="muted">0</span>
                          )}
                        </td>
                        <td className="is-right num">
                          {week.count > 0 ? formatMoney(week.amount, data.currency) : <span className="muted">—</span>}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </ScrollX>
            )}
          </section>
        </div>
      )}
    </div>
  );
}
