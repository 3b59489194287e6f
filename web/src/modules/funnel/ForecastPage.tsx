/** 销售预测: what open opportunities may bring in the next twelve months, and whether that can be believed. */
import "@/i18n/words/funnel";
import "@/ui/css/sales.css";
import "@/ui/css/funnel.css";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useEffect, useState } from "react";
import { get, isStatus, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Job } from "@/api/work";
import { t } from "@/i18n";
import { formatDecimal } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Bones, Empty, Failure, NoPermission, PageHead, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { CalibrationPanel } from "./CalibrationPanel";
import { Contributors } from "./Contributors";
import { bigMoney, type Forecast, percent, type Reckoned } from "./data";
import { BandTable, Fan } from "./Fan";
import { Figures } from "./Figures";
import { asked, Filters, type Words } from "./Filters";
import { Verdicts } from "./Verdicts";

const ASK_EVERY = 700;
const OVER = ["done", "failed", "cancelled"];

/** Starts the job and says when it has ended. */
function useReckoning(query: Record<string, string | number | undefined>) {
  const client = useQueryClient();
  const [job, setJob] = useState<number | null>(null);
  const watched = useQuery({
    queryKey: ["funnel", "job", job],
    queryFn: ({ signal }) => get<Job>(`jobs/${job}`, {}, signal),
    enabled: job !== null,
    refetchInterval: (one) => (OVER.includes(one.state.data?.state ?? "") ? false : ASK_EVERY),
  });
  const state = watched.data?.state;
  const said = watched.data?.message;
  useEffect(() => {
    if (job === null || !state || !OVER.includes(state)) return;
    setJob(null);
    if (state === "done") void client.invalidateQueries({ queryKey: ["funnel", "forecast"] });
    else toast(said || t("funnel.reckonFailed"), { kind: "bad" });
  }, [client, job, state, said]);
  const start = async (): Promise<void> => {
    try {
      setJob((await post<{ job: number }>("report/forecast", query)).job);
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  return { busy: job !== null, start };
}

export default function ForecastPage() {
  useTitle(t("nav.forecast"));
  const [words, setWords] = useState<Words>({ period: "all" });
  const query = asked(words, false);
  const found = useQuery({
    queryKey: ["funnel", "forecast", query],
    queryFn: ({ signal }) => get<Forecast>("report/forecast", query, signal),
    staleTime: 30_000,
  });
  const { busy, start } = useReckoning(query);
  if (isStatus(found.error, 403)) return <NoPermission hint={t("funnel.forbidden")} />;
  const data = found.data;
  const made = data && data.state !== "none" ? data : null;
  return (
    <div className="page funnel-page">
      <PageHead
        title={t("nav.forecast")}
        extra={
          made && (
            <Button loading={busy} onClick={() => void start()}>
              {t(busy ? "funnel.reckoning" : "funnel.reckon")}
            </Button>
          )
        }
      >
        {made && (
          <span className="muted row row--wrap">
            {t("funnel.forecastMade", { day: made.on, who: made.made_by.title ?? t("funnel.someone") })} ·{" "}
            {t("funnel.forecastHint", { n: formatDecimal(made.draws) })}
            {made.state === "old" && <Tag color="orange">{t("funnel.old")}</Tag>}
          </span>
        )}
      </PageHead>
      <Filters words={words} onChange={setWords} processes={data?.processes} all />
      {found.isError && <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />}
      {found.isPending && (
        <section className="panel">
          <Bones rows={8} />
        </section>
      )}
      {data?.state === "none" && (
        <section className="panel">
          <Empty
            text={t("funnel.noForecast")}
            hint={t("funnel.noForecastHint")}
            action={
              <Button type="primary" loading={busy} onClick={() => void start()}>
                {t(busy ? "funnel.reckoning" : "funnel.reckonFirst")}
              </Button>
            }
          />
        </section>
      )}
      {made && <Told data={made} />}
    </div>
  );
}

function Told({ data }: { data: Reckoned }) {
  const [running, setRunning] = useState(true);
  const [table, setTable] = useState(false);
  const big = (amount: string): string => bigMoney(amount, data.currency);
  const quarter = data.quarters[0];
  const range = (low: string, high: string): string => t("funnel.range", { low: big(low), high: big(high) });
  const { learned } = data;
  return (
    <div className="stack">
      <Figures
        lines={[
          { label: t("funnel.next12"), value: big(data.total.p50), hint: range(data.total.p10, data.total.p90) },
          ...(quarter
            ? [{ label: t("funnel.thisQuarter"), value: big(quarter.p50), hint: range(quarter.p10, quarter.p90) }]
            : []),
          { label: t("funnel.open"), value: data.open, hint: "" },
        ]}
      />
      <Verdicts data={data} />
      <section className="panel">
        <header className="panel__head">
          <h2>{t("funnel.fan")}</h2>
          <div className="row row--wrap">
            {!table && (
              <Segmented
                aria-label={t("funnel.fanMode")}
                value={running ? "running" : "month"}
                options={[
                  { value: "running", label: t("funnel.running") },
                  { value: "month", label: t("funnel.perMonth") },
                ]}
                onChange={(value) => setRunning(value === "running")}
              />
            )}
            <Segmented
              aria-label={t("funnel.view")}
              value={table ? "table" : "chart"}
              options={[
                { value: "chart", label: t("funnel.chart") },
                { value: "table", label: t("funnel.table") },
              ]}
              onChange={(value) => setTable(value === "table")}
            />
          </div>
        </header>
        {table ? (
          <BandTable
            items={data.months.map((one) => ({ ...one, key: one.month.slice(0, 7) }))}
            currency={data.currency}
            label={t("funnel.month")}
          />
        ) : (
          <Fan months={data.months} running={running} />
        )}
        <p className="panel__body muted">
          {t("funnel.learned", { ended: formatDecimal(learned.ended), slips: formatDecimal(learned.slips) })}
          {learned.slip_p50 !== null &&
            t(learned.slip_p50 < 0 ? "funnel.slipEarly" : "funnel.slip", { n: Math.abs(learned.slip_p50) })}
          {data.without_amount > 0 && ` · ${t("funnel.withoutAmount", { n: formatDecimal(data.without_amount) })}`}
          {(data.left_out ?? 0) > 0 && ` · ${t("funnel.leftOut", { n: formatDecimal(data.left_out ?? 0) })}`}
        </p>
      </section>
      <div className="funnel-rates">
        <section className="panel">
          <header className="panel__head">
            <h2>{t("funnel.quarters")}</h2>
          </header>
          <BandTable
            items={data.quarters.map((one) => ({ ...one, key: quarterName(one.quarter) }))}
            currency={data.currency}
            label={t("funnel.quarter")}
          />
        </section>
        <Rates rates={data.rates} />
      </div>
      <Contributors items={data.contributors} currency={data.currency} />
      <CalibrationPanel data={data.calibration} />
    </div>
  );
}

const quarterName = (day: string): string => `${day.slice(0, 4)} Q${Math.floor((Number(day.slice(5, 7)) + 2) / 3)}`;

function Rates({ rates }: { rates: Reckoned["rates"] }) {
  return (
    <section className="panel">
      <header className="panel__head">
        <h2>{t("funnel.rates")}</h2>
      </header>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t("funnel.stage")}</th>
            <th scope="col" className="is-right">
              {t("funnel.stated")}
            </th>
            <th scope="col" className="is-right">
              {t("funnel.learnedRate")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rates.map((rate) => (
            <tr key={rate.stage}>
              <th scope="row">{rate.title}</th>
              <td className="is-right num">{percent(rate.stated)}</td>
              <td className="is-right num">{percent(rate.rate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
