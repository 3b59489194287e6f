/** 销售漏斗: where opportunities stand, how many go on, how long it takes, and how often we win. */
import "@/i18n/words/funnel";
import "@/ui/css/sales.css";
import "@/ui/css/funnel.css";
import { useQuery } from "@tanstack/react-query";
import { Segmented, Select } from "antd";
import { useState } from "react";
import { get, isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { useTitle } from "@/ui/hooks";
import { Bones, Empty, Failure, NoPermission, PageHead } from "@/ui/parts";
import { Tabs } from "@/ui/Tabs";
import { type Funnel, type Measure, written } from "./data";
import { Figures } from "./Figures";
import { asked, Filters, type Words } from "./Filters";
import { FunnelChart } from "./FunnelChart";
import { FunnelTable } from "./FunnelTable";
import { Bottlenecks, Groups } from "./Groups";
import { WinsTab } from "./WinsTab";

const GROUPS = ["owner", "dept", "source", "kind", "product", "band"] as const;
type By = (typeof GROUPS)[number];

export default function FunnelPage() {
  useTitle(t("nav.funnel"));
  const [tab, setTab] = useState("funnel");
  const [words, setWords] = useState<Words>({ period: "year" });
  const [by, setBy] = useState<By>("owner");
  const query = { ...asked(words, true), by };
  const found = useQuery({
    queryKey: ["funnel", query],
    queryFn: ({ signal }) => get<Funnel>("report/funnel", query, signal),
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
  if (isStatus(found.error, 403)) return <NoPermission />;
  const data = found.data;
  return (
    <div className="page funnel-page">
      <PageHead title={t("nav.funnel")}>
        <span className="muted">{t(tab === "wins" ? "funnel.winsHint" : "funnel.hint")}</span>
      </PageHead>
      <Filters words={words} onChange={setWords} processes={data?.processes} current={data?.process.id} period />
      <Tabs
        items={[
          { key: "funnel", label: t("funnel.tab.funnel") },
          { key: "wins", label: t("funnel.tab.wins") },
        ]}
        active={tab}
        onChange={setTab}
        label={t("funnel.tabs")}
        controls="funnel-tab"
      />
      <div id="funnel-tab" className="stack">
        {tab === "wins" && <WinsTab query={asked(words, true)} />}
        {tab === "funnel" && found.isError && (
          <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />
        )}
        {tab === "funnel" && found.isPending && (
          <section className="panel">
            <Bones rows={8} />
          </section>
        )}
        {tab === "funnel" && data && <Told data={data} by={by} onBy={setBy} />}
      </div>
    </div>
  );
}

function Told({ data, by, onBy }: { data: Funnel; by: By; onBy: (by: By) => void }) {
  const [chosen, setMeasure] = useState<Measure>("count");
  const [table, setTable] = useState(false);
  const measure = data.money ? chosen : "count";
  const total = data.stages.reduce((sum, stage) => sum + stage.count, 0);
  if (total === 0)
    return (
      <section className="panel">
        <Empty text={t("funnel.empty")} hint={t("funnel.emptyHint")} />
      </section>
    );
  const measures: Measure[] = data.money ? ["count", "amount", "weighted"] : ["count"];
  return (
    <>
      <Totals data={data} />
      <section className="panel">
        <header className="panel__head">
          <h2>{data.process.title}</h2>
          <div className="row row--wrap">
            {!table && (
              <Segmented<Measure>
                aria-label={t("funnel.measure")}
                value={measure}
                options={measures.map((one) => ({ value: one, label: t(`funnel.by.${one}`) }))}
                onChange={setMeasure}
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
        {table ? <FunnelTable data={data} /> : <FunnelChart data={data} measure={measure} />}
        {!data.money && <p className="panel__body muted">{t("funnel.noMoney")}</p>}
        {data.sampled && <p className="panel__body muted">{t("funnel.sampled")}</p>}
      </section>
      <section className="panel">
        <header className="panel__head">
          <h2>{t("funnel.groups")}</h2>
          <Select<By>
            aria-label={t("funnel.groupBy")}
            value={by}
            options={GROUPS.filter((one) => one !== "band" || data.money).map((one) => ({
              value: one,
              label: t(`funnel.by.${one}`),
            }))}
            onChange={onBy}
            popupMatchSelectWidth={false}
          />
        </header>
        <Groups items={data.groups ?? []} money={data.money} label={t(`funnel.by.${by}`)} />
      </section>
      <section className="panel">
        <header className="panel__head">
          <h2>{t("funnel.bottlenecks")}</h2>
        </header>
        <p className="panel__body muted">{t("funnel.bottleneckHint")}</p>
        <Bottlenecks items={data.bottlenecks} />
      </section>
    </>
  );
}

function Totals({ data }: { data: Funnel }) {
  const { totals, cycle } = data;
  const lines = [
    { label: t("funnel.open"), value: totals.open.count, hint: data.money ? written(totals.open, "amount") : "" },
    { label: t("funnel.won"), value: totals.won.count, hint: data.money ? written(totals.won, "amount") : "" },
    { label: t("funnel.lost"), value: totals.lost.count, hint: data.money ? written(totals.lost, "amount") : "" },
    { label: t("funnel.winRate"), value: data.win_rate === null ? "—" : `${data.win_rate}%`, hint: "" },
    {
      label: t("funnel.cycle"),
      value: cycle.p50 === null ? "—" : t("funnel.dayCount", { n: cycle.p50 }),
      hint: cycle.p90 === null ? "" : t("funnel.cycleHint", { n: cycle.p90 }),
    },
  ];
  return <Figures lines={lines} />;
}
