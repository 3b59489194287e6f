/** 审批单: the request on a sheet of paper, with every decision and its comment. */
import "@/i18n/words/approvals";
import "@/ui/css/approvalSheet.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Button } from "antd";
import { isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import { valueText } from "@/fields/Value";
import { t } from "@/i18n";
import { companyName, useMeta } from "@/meta/hooks";
import { formatMoment } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Failure, NoPermission, ScrollX } from "@/ui/parts";
import { type Detail, detailQuery, factRecord, signatureUrl, type Task } from "./data";
import { Lines } from "./Lines";
import { names, taskName } from "./parts";

const DECIDED = new Set(["approved", "rejected", "returned", "skipped", "outdated"]);

export default function PrintPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const found = useQuery(detailQuery(Number(id)));
  useTitle(found.data ? `${t("approvals.sheet")} ${found.data.title}` : t("approvals.sheet"));
  if (isStatus(found.error, 404)) return <NoPermission hint={t("approvals.notFound")} />;
  if (found.isError) return <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />;
  return (
    <div className="page">
      <div className="page-head">
        <Link to={`/approvals/${id}` as never}>{t("approvals.back")}</Link>
        <div className="page-head__extra">
          <Button type="primary" icon={<Icon name="print" size={14} />} onClick={() => window.print()}>
            {t("approvals.print")}
          </Button>
        </div>
      </div>
      {found.data ? <Sheet detail={found.data} /> : <Bones rows={10} />}
    </div>
  );
}

function Sheet({ detail }: { detail: Detail }) {
  const company = companyName(useMeta());
  const record = factRecord(detail.facts);
  const lines = detail.steps.flatMap((step) =>
    step.tasks.filter((task) => DECIDED.has(task.state) || task.state === "pending").map((task) => ({ step, task })),
  );
  return (
    <article className="panel approval-sheet">
      <header>
        <p>{company}</p>
        <h1>{t("approvals.sheetOf", { kind: detail.kind_label })}</h1>
        <p className="approval-sheet__number">
          {t("approvals.number")} {detail.id}
        </p>
      </header>
      <table className="approval-sheet__facts">
        <tbody>
          <tr>
            <th scope="row">{t("approvals.subject")}</th>
            <td colSpan={3}>{detail.title}</td>
          </tr>
          <tr>
            <th scope="row">{t("approvals.starter")}</th>
            <td>{detail.asked_by?.title ?? t("approvals.outside")}</td>
            <th scope="row">{t("approvals.askedAt")}</th>
            <td>{formatMoment(detail.asked_at)}</td>
          </tr>
          {pairs(detail.facts).map((pair) => (
            <tr key={pair[0]?.field.name}>
              {pair.map((fact) => [
                <th key={`${fact.field.name}-h`} scope="row">
                  {fact.field.label}
                </th>,
                <td key={fact.field.name} colSpan={pair.length === 1 ? 3 : 1}>
                  {valueText(record, fact.field)}
                </td>,
              ])}
            </tr>
          ))}
          <tr>
            <th scope="row">{t("approvals.outcome")}</th>
            <td>{t(`approvals.s_${detail.state}`)}</td>
            <th scope="row">{t("approvals.decidedAt")}</th>
            <td>{detail.decided_at ? formatMoment(detail.decided_at) : ""}</td>
          </tr>
        </tbody>
      </table>
      {detail.lines.map((table) => (
        <section key={table.key} className="approval-sheet__lines">
          <h2>{table.label}</h2>
          <Lines table={table} />
        </section>
      ))}
      <ScrollX label={t("approvals.steps")}>
        <table className="approval-sheet__steps">
          <thead>
            <tr>
              <th scope="col">{t("approvals.step")}</th>
              <th scope="col">{t("approvals.approver")}</th>
              <th scope="col">{t("approvals.verdict")}</th>
              <th scope="col">{t("approvals.comment")}</th>
              <th scope="col">{t("approvals.at")}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ step, task }) => (
              <tr key={task.id}>
                <td>{step.name || t("approvals.decision")}</td>
                <td>
                  {who(task)}
                  {task.signed && (
                    <img
                      className="approval-sheet__signature"
                      src={signatureUrl(detail.id, task.id)}
                      alt={t("approvals.signedBy", { name: task.decided_by?.title ?? "" })}
                    />
                  )}
                </td>
                <td>{t(`approvals.t_${task.state}`)}</td>
                <td>{task.comment}</td>
                <td>{task.decided_at ? formatMoment(task.decided_at) : ""}</td>
              </tr>
            ))}
            {lines.length === 0 && (
              <tr>
                <td colSpan={5}>{t("approvals.nobodyAhead")}</td>
              </tr>
            )}
          </tbody>
        </table>
      </ScrollX>
      {detail.copies.length > 0 && (
        <p>
          {t("approvals.copies")}：{names(detail.copies.map((copy) => copy.user))}
        </p>
      )}
      <footer>{t("approvals.printed", { at: formatMoment(new Date().toISOString()) })}</footer>
    </article>
  );
}

/** Facts two by two, as they stand in a row of the sheet. */
function pairs<T>(items: T[]): T[][] {
  return items.flatMap((_, at) => (at % 2 === 0 ? [items.slice(at, at + 2)] : []));
}

function who(task: Task): string {
  if (!task.user) return task.decided_by?.title ?? taskName(task);
  const deputy = task.decided_by && task.decided_by.id !== task.user.id ? task.decided_by.title : "";
  return deputy ? t("approvals.signedFor", { deputy, name: task.user.title }) : task.user.title;
}
