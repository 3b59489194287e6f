/** One report: on the left what it asks in plain words, beside it the answer as it changes. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Button, Dropdown } from "antd";
import { lazy, useState } from "react";
import { del, patch, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import "@/i18n/words/reportsAsk";
import "@/ui/css/reportBuilder.css";
import "@/ui/css/reports.css";
import { ask, openDialog } from "@/ui/dialogs";
import { useDebounced, useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, PageHead } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { useLeaveGuard } from "@/ui/useLeaveGuard";
import { Asking } from "./Asking";
import { DeptPick } from "./DeptPick";
import {
  type Asked,
  type Definition,
  isFigure,
  isStat,
  type Report,
  reportQuery,
  reportsQuery,
  runQuery,
  type Share,
} from "./data";
import { FigureAsking } from "./FigureAsking";
import { NameDialog } from "./NameDialog";
import { Result, savePng, useResult } from "./Result";
import { StatAsking } from "./StatAsking";
import { startPack } from "./work";

const ShareDialog = lazy(() => import("./ShareDialog"));
const ScheduleDialog = lazy(() => import("./ScheduleDialog"));
const SendDialog = lazy(() => import("./SendDialog"));

const BEGIN: Definition = { entity: "customer", dimensions: [], measures: [{ fn: "count" }], chart: "bar" };

export default function BuilderPage() {
  const { id } = useParams({ strict: false }) as { id?: string };
  const search = useSearch({ strict: false }) as { template?: string; kind?: string };
  const number = id ? Number(id) : 0;
  const kept = useQuery(reportQuery(number));
  const list = useQuery({ ...reportsQuery, enabled: Boolean(search.template) });
  if (number > 0 && kept.isError)
    return <Failure message={messageOf(kept.error)} onRetry={() => void kept.refetch()} />;
  if ((number > 0 && !kept.data) || (search.template && !list.data))
    return (
      <div className="page">
        <section className="panel">
          <Bones rows={8} />
        </section>
      </div>
    );
  const template = list.data?.templates.find((one) => one.key === search.template);
  const start: Asked = kept.data?.definition ?? template?.definition ?? BEGIN;
  const key = `${number}:${kept.data?.version ?? 0}:${search.template ?? ""}`;
  return (
    <Builder
      key={key}
      start={start}
      report={kept.data}
      name={kept.data?.name ?? template?.name ?? ""}
      template={template?.key}
    />
  );
}

export function Builder(props: { start: Asked; report?: Report; name: string; template?: string }) {
  const { report } = props;
  const navigate = useNavigate();
  const client = useQueryClient();
  const [asked, setAsked] = useState<Asked>(props.start);
  const [busy, setBusy] = useState(false);
  const settled = useDebounced(asked, 300);
  const ready = isStat(settled) ? settled.items.length > 0 : isFigure(settled) || settled.entity !== "";
  const [department, setDepartment] = useState<number | null>(null);
  const run = useQuery(runQuery(ready ? settled : null, department ? { department } : {}));
  const result = useResult(run.data);
  const title = props.name || t("reports.new");
  useTitle(title);
  const changed = JSON.stringify(asked) !== JSON.stringify(props.start);
  useLeaveGuard(changed);
  const keep = async (asNew: boolean): Promise<void> => {
    let name: string | null = report?.name ?? null;
    if (asNew || !report) {
      name = await openDialog<string>((close) => (
        <NameDialog
          title={t("reports.keep")}
          value={report ? t("reports.copyOf", { name: report.name }) : props.name}
          onClose={close}
        />
      ));
      if (!name) return;
    }
    setBusy(true);
    try {
      const saved =
        report && !asNew
          ? await patch<Report>(`report/${report.id}`, { definition: asked, version: report.version })
          : await post<Report>("report", { name, definition: asked });
      toast(t("reports.saved"), { kind: "good" });
      await client.invalidateQueries({ queryKey: ["reports"] });
      await client.invalidateQueries({ queryKey: ["dashboards"] });
      if (saved.id !== report?.id) await navigate({ to: `/reports/${saved.id}` as never, ignoreBlocker: true });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    setBusy(false);
  };
  return (
    <div className="page">
      <PageHead
        title={title}
        extra={
          <>
            {(!report || report.can_change) && (
              <Button
                type="primary"
                loading={busy}
                disabled={Boolean(report) && !changed}
                onClick={() => void keep(false)}
              >
                {t("common.save")}
              </Button>
            )}
            <More
              report={report}
              template={props.template}
              name={title}
              asked={ready && run.data ? settled : undefined}
              department={department}
              keep={() => void keep(true)}
            />
          </>
        }
      />
      <div className="report-builder">
        <section className="panel report-builder__ask" aria-label={t("reports.asking")}>
          {isStat(asked) ? (
            <StatAsking asked={asked} onChange={setAsked} />
          ) : isFigure(asked) ? (
            <FigureAsking asked={asked} dated={Boolean(run.data?.period)} onChange={setAsked} />
          ) : (
            <Asking asked={asked} onChange={setAsked} />
          )}
        </section>
        <section className="panel report-builder__answer" aria-label={t("reports.answer")} aria-busy={run.isFetching}>
          <header className="panel__head">
            <h2>{t("reports.answer")}</h2>
            <span className="row row--wrap">
              <DeptPick value={department} onChange={setDepartment} />
              {run.data?.period && (
                <span className="muted num">
                  {run.data.period.first} – {run.data.period.last}
                </span>
              )}
              {result.drawn && (
                <Button type="link" size="small" onClick={() => result.setTable(!result.table)}>
                  {t(result.table ? "reports.showDrawing" : "reports.showData")}
                </Button>
              )}
              {result.handle && !result.table && (
                <Button type="link" size="small" onClick={() => result.handle && savePng(result.handle, title)}>
                  {t("reports.png")}
                </Button>
              )}
            </span>
          </header>
          <div className="report-builder__result">
            {!ready && <Empty text={t("reports.askFirst")} />}
            {ready && run.isPending && <Bones rows={8} />}
            {run.isError && <Failure message={messageOf(run.error)} onRetry={() => void run.refetch()} />}
            {run.data && !run.isError && (
              <Result answer={run.data} name={title} height={420} table={result.table} onReady={result.setHandle} />
            )}
            {run.data && isStat(asked) && <p className="muted report-others">{t("reports.withinReach")}</p>}
            {run.data && run.data.axes.length === 0 && !["number", "table"].includes(run.data.chart) && (
              <p className="muted">{t("reports.groupToDraw")}</p>
            )}
          </div>
        </section>
      </div>
    </div>
  );
}

function More(props: {
  report?: Report;
  template?: string;
  name: string;
  /** What is asked now, where it can be answered. */
  asked?: Asked;
  department: number | null;
  keep: () => void;
}) {
  const { report } = props;
  const client = useQueryClient();
  const navigate = useNavigate();
  const kept = Boolean(report) || Boolean(props.template);
  const which = report ? { report: report.id } : { template: props.template ?? "" };
  const share = async (): Promise<void> => {
    if (!report) return;
    const shares = await openDialog<Share[]>((close) => <ShareDialog kept={report} onClose={close} />);
    if (!shares) return;
    try {
      await patch(`report/${report.id}`, { shares });
      toast(t("reports.saved"), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await client.invalidateQueries({ queryKey: ["reports"] });
  };
  const remove = async (): Promise<void> => {
    if (!report) return;
    const sure = await ask({
      title: t("reports.deleteAsk", { name: report.name }),
      text: t("reports.deleteText"),
      ok: t("common.delete"),
      danger: true,
    });
    if (!sure) return;
    await del(`report/${report.id}`);
    toast(t("reports.deleted"), { kind: "good" });
    await client.invalidateQueries({ queryKey: ["reports"] });
    await navigate({ to: "/reports" as never, ignoreBlocker: true });
  };
  const about = { name: props.name, ...which };
  const items = [
    {
      key: "xlsx",
      label: t("reports.xlsx"),
      disabled: !props.asked,
      onClick: () => void startPack({ definition: props.asked, department: props.department }),
    },
    ...(kept
      ? [
          {
            key: "now",
            label: t("reports.send"),
            onClick: () => void openDialog<null>((close) => <SendDialog about={about} onClose={close} />),
          },
          {
            key: "send",
            label: t("reports.schedule"),
            onClick: () => void openDialog<null>((close) => <ScheduleDialog about={about} onClose={close} />),
          },
        ]
      : []),
    ...(report ? [{ key: "copy", label: t("reports.keepAs"), onClick: props.keep }] : []),
    ...(report?.can_change
      ? [
          { key: "share", label: t("reports.share"), onClick: () => void share() },
          { key: "delete", danger: true, label: t("common.delete"), onClick: () => void remove() },
        ]
      : []),
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button icon={<Icon name="more" size={14} />}>{t("common.more")}</Button>
    </Dropdown>
  );
}
