/** 团队动态: per person and department how much was called, visited and done, beside the period before. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { get, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/manager";
import { may, useMe } from "@/meta/hooks";
import "@/ui/css/manager.css";
import { formatDecimal } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, IconButton, PageHead, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { Course } from "./Course";
import { Delta, People } from "./TeamTable";
import { type Activity, type Metric, stepped, UNITS, type Unit } from "./team";

export default function TeamPage() {
  const me = useMe();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { unit?: Unit; on?: string; sort?: string; view?: "tree" | "person" };
  const unit: Unit = search.unit && UNITS.includes(search.unit) ? search.unit : "week";
  const view = search.view === "person" ? "person" : "tree";
  useTitle(t("nav.manager"));
  const query = useQuery({
    queryKey: ["manager", unit, search.on ?? ""],
    queryFn: ({ signal }) => get<Activity>("manager/activity", { unit, on: search.on }, signal),
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
  const go = (change: Record<string, unknown>): void => {
    void navigate({ to: "/team" as never, search: { ...search, unit, ...change } as never });
  };
  const data = query.data;
  const metric = (data?.metrics.includes(search.sort as Metric) ? search.sort : "follow_ups") as Metric;
  return (
    <div className="page">
      <PageHead
        title={t("nav.manager")}
        extra={
          <>
            <Segmented
              aria-label={t("manager.unit")}
              value={unit}
              onChange={(value) => go({ unit: value, on: undefined })}
              options={UNITS.map((each) => ({ value: each, label: t(`manager.unit.${each}`) }))}
            />
            {may(me.can.follow_up, "export") && <ExportButton unit={unit} on={search.on} />}
          </>
        }
      >
        {data && <Steps data={data} unit={unit} go={go} present={search.on === undefined} />}
      </PageHead>
      {query.isError && <Failure message={messageOf(query.error)} onRetry={() => void query.refetch()} />}
      {query.isPending && (
        <section className="panel">
          <Bones rows={10} />
        </section>
      )}
      {data && data.people.length === 0 && (
        <section className="panel">
          <Empty text={t("manager.empty")} hint={t("manager.emptyHint")} />
        </section>
      )}
      {data && data.people.length > 0 && (
        <>
          <Totals data={data} metric={metric} onPick={(sort) => go({ sort })} />
          <Course data={data} metric={metric} />
          <section className="panel">
            <header className="panel__head">
              <h2>
                {t("manager.who")} <Tag>{t("manager.people", { n: data.people.length })}</Tag>
              </h2>
              <Segmented
                size="small"
                aria-label={t("manager.view")}
                value={view}
                onChange={(value) => go({ view: value })}
                options={[
                  { value: "tree", label: t("manager.byTree") },
                  { value: "person", label: t("manager.byPerson") },
                ]}
              />
            </header>
            <People data={data} metric={metric} view={view} onSort={(sort) => go({ sort })} />
            {data.limited && <p className="panel__body muted">{t("manager.limited", { n: data.people.length })}</p>}
          </section>
        </>
      )}
    </div>
  );
}

function Steps(props: { data: Activity; unit: Unit; present: boolean; go: (change: { on?: string }) => void }) {
  const { from, to } = props.data.period;
  return (
    <div className="row team-steps">
      <IconButton icon="left" label={t("manager.previous")} onClick={() => props.go({ on: stepped(from, to, -1) })} />
      <span className="num">{from === to ? from : `${from} – ${to}`}</span>
      <IconButton icon="right" label={t("manager.next")} onClick={() => props.go({ on: stepped(from, to, 1) })} />
      {!props.present && (
        <Button type="link" size="small" onClick={() => props.go({ on: undefined })}>
          {t("manager.now")}
        </Button>
      )}
    </div>
  );
}

function ExportButton({ unit, on }: { unit: Unit; on?: string }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const start = async (): Promise<void> => {
    setBusy(true);
    try {
      await post("manager/export", { unit, on });
      toast(t("manager.exporting"));
      await client.invalidateQueries({ queryKey: ["jobs"] });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button loading={busy} icon={<Icon name="download" size={14} />} onClick={() => void start()}>
      {t("manager.export")}
    </Button>
  );
}

function Totals({ data, metric, onPick }: { data: Activity; metric: Metric; onPick: (metric: Metric) => void }) {
  return (
    <>
      <div className="team-totals">
        {data.metrics.map((name, at) => (
          <button
            key={name}
            type="button"
            className={`panel team-total${name === metric ? " is-active" : ""}`}
            aria-pressed={name === metric}
            onClick={() => onPick(name)}
          >
            <span className="kpi__label">{t(`manager.metric.${name}`)}</span>
            <strong className="num">{formatDecimal(data.total.values[at] ?? 0)}</strong>
            <Delta figures={data.total} at={at} />
          </button>
        ))}
      </div>
      <p className="muted team-compared">{t("manager.compared", data.previous)}</p>
    </>
  );
}
