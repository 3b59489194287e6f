/** One handover: how far it is, what went where, and the way back. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Button } from "antd";
import { useEffect, useRef } from "react";
import { del, download, isStatus, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/handover";
import { ask } from "@/ui/dialogs";
import { formatMoment } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Bones, Failure, NoPermission, PageHead, ScrollX } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { type EntityPart, type Handover, handoverQuery, isBusy, type LineState, nameOfTarget } from "./data";
import { Lines } from "./Lines";
import { StateDot } from "./StateDot";

export default function ReportPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  useTitle(t("handover.report"));
  const found = useQuery(handoverQuery(id));
  if (found.isError) {
    if (isStatus(found.error, 404, 403)) return <NoPermission />;
    return <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />;
  }
  if (!found.data)
    return (
      <div className="page">
        <div className="panel">
          <Bones rows={8} />
        </div>
      </div>
    );
  return <Body handover={found.data} />;
}

function Body({ handover }: { handover: Handover }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const busy = isBusy(handover);
  const was = useRef(handover.state);
  useEffect(() => {
    const before = was.current;
    was.current = handover.state;
    if (before === "running" && handover.state === "done") toast(t("handover.doneToast"), { kind: "good" });
    if (before === "undoing" && handover.state === "undone") toast(t("handover.undone"), { kind: "good" });
    if (before !== handover.state) void client.invalidateQueries({ queryKey: ["records"] });
  }, [handover.state, client]);

  const act = async (path: string): Promise<void> => {
    try {
      await post(path);
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await Promise.all([
      client.invalidateQueries({ queryKey: ["handover"] }),
      client.invalidateQueries({ queryKey: ["jobs"] }),
    ]);
  };
  const undo = async (): Promise<void> => {
    const sure = await ask({
      title: t("handover.undoAsk"),
      text: t("handover.undoText"),
      ok: t("handover.undo"),
      danger: true,
    });
    if (sure) await act(`handover/${handover.id}/undo`);
  };
  const drop = async (): Promise<void> => {
    try {
      await del(`handover/${handover.id}`);
      client.removeQueries({ queryKey: ["handover", String(handover.id)] });
      await client.invalidateQueries({ queryKey: ["handover", "list"] });
      void navigate({ href: "/handover" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  const who = handover.people.map((person) => person.title).join("、") || t("handover.condition");
  return (
    <div className="page handover">
      <PageHead
        title={`${t("handover.report")} · ${who}`}
        extra={
          <span className="row row--wrap">
            {handover.can.run && (
              <Button type="primary" onClick={() => void act(`handover/${handover.id}/run`)}>
                {t(handover.state === "draft" ? "handover.runNow" : "handover.goOn")}
              </Button>
            )}
            {handover.state === "draft" && <Button onClick={() => void drop()}>{t("handover.drop")}</Button>}
            {!handover.swept && (
              <Button onClick={() => download(`handover/${handover.id}/report.xlsx`)}>{t("handover.xlsx")}</Button>
            )}
            {handover.can.undo && (
              <Button danger onClick={() => void undo()}>
                {t("handover.undo")}
              </Button>
            )}
          </span>
        }
      >
        <StateDot head={handover} />
      </PageHead>
      <section className="panel handover__step" aria-live="polite">
        <p className="muted">
          {handover.created_by.title} · {formatMoment(handover.created_at)}
          {handover.reason && ` · ${handover.reason}`}
          {handover.disabled.length > 0 && ` · ${t("handover.disabled")}`}
        </p>
        {busy && handover.job && (
          <Progress
            job={handover.job}
            onStop={handover.state === "running" ? () => void act(`jobs/${handover.job?.id}/cancel`) : undefined}
          />
        )}
        {handover.interrupted && handover.job?.message && (
          <p className="handover__problem" role="alert">
            {handover.job.message}
          </p>
        )}
        {handover.entities.map((part) => (
          <Counts key={part.key} part={part} />
        ))}
        {handover.duties.map((duty) => (
          <p key={`${duty.key}-${duty.person.id}`} className="handover__line">
            {duty.label} <span className="num">{duty.count}</span> · {duty.person.title} →{" "}
            <strong>{duty.to.title}</strong> ·{" "}
            <span className="muted">{t(`handover.i_${duty.state as LineState}`)}</span>
          </p>
        ))}
      </section>
      {handover.swept ? <p className="muted">{t("handover.swept")}</p> : <Lines handover={handover} />}
    </div>
  );
}

function Progress({ job, onStop }: { job: NonNullable<Handover["job"]>; onStop?: () => void }) {
  const percent = job.total ? Math.min(100, Math.round((job.done / job.total) * 100)) : 0;
  return (
    <div className="handover__progress">
      <div
        className="progress"
        role="progressbar"
        aria-label={t("handover.report")}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span style={{ width: `${percent}%` }} />
      </div>
      <div className="row row--between">
        <span className="muted num">
          {t("handover.progress", { done: job.done.toLocaleString(), total: (job.total ?? 0).toLocaleString() })}
        </span>
        {onStop && (
          <button type="button" className="plain-button" onClick={onStop}>
            {t("handover.stop")}
          </button>
        )}
      </div>
    </div>
  );
}

function Counts({ part }: { part: EntityPart }) {
  const shown = (["waiting", "moved", "kept", "back", "stays"] as const).filter((state) =>
    part.targets.some((target) => target.states[state]),
  );
  return (
    <ScrollX label={part.label}>
      <table className="plain-table handover__counts">
        <thead>
          <tr>
            <th>{part.label}</th>
            {shown.map((state) => (
              <th key={state} className="is-right">
                {t(`handover.i_${state}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {part.targets.map((target) => (
            <tr key={`${target.user?.id}-${target.pool?.id}`}>
              <th scope="row">{nameOfTarget(target)}</th>
              {shown.map((state) => (
                <td key={state} className="is-right num">
                  {(target.states[state] ?? 0).toLocaleString()}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
