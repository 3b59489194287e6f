/** One request: what is asked, how far it is, what was said, and what the reader can do about it. */
import "@/i18n/words/approvals";
import "@/ui/css/approval.css";
import "@/ui/css/approvals.css";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Button, Dropdown } from "antd";
import { useEffect } from "react";
import { isStatus, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { Value } from "@/fields/Value";
import { t } from "@/i18n";
import { Slot } from "@/slots/Slot";
import { formatMoment } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Failure, NoPermission, Tag } from "@/ui/parts";
import { useActs } from "./acts";
import { type Detail, detailQuery, factRecord, type LogLine } from "./data";
import { Lines } from "./Lines";
import { names, StateDot } from "./parts";
import { Steps } from "./Steps";

export default function DetailPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const client = useQueryClient();
  const found = useQuery(detailQuery(Number(id)));
  const unread = found.data?.unread === true;
  useTitle(found.data?.title ?? t("nav.approvals"));
  useEffect(() => {
    if (!unread) return;
    void post(`approval/${id}/read`).then(() => client.invalidateQueries({ queryKey: ["approval", "counts"] }));
  }, [unread, id, client]);
  if (isStatus(found.error, 404)) return <NoPermission hint={t("approvals.notFound")} />;
  if (found.isError) return <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />;
  if (!found.data)
    return (
      <div className="page">
        <div className="panel">
          <Bones rows={8} />
        </div>
      </div>
    );
  return <Body detail={found.data} />;
}

function Body({ detail }: { detail: Detail }) {
  const record = factRecord(detail.facts);
  return (
    <div className="page approval">
      <header className="panel approval__head">
        <nav className="crumb" aria-label={t("record.path")}>
          <Link to={"/approvals" as never}>{t("nav.approvals")}</Link>
          <Icon name="right" size={12} />
          <span className="muted ellipsis">{detail.kind_label}</span>
        </nav>
        <div className="approval__title">
          <h1>{detail.title}</h1>
          <StateDot state={detail.state} />
          {detail.in_place_of !== null && <Tag color="purple">{t("approvals.asDeputy")}</Tag>}
        </div>
        {detail.facts.length > 0 && (
          <dl className="facts">
            {detail.facts.map((fact) => (
              <div key={fact.field.name}>
                <dt>{fact.field.label}</dt>
                <dd>
                  <Value record={record} field={fact.field} mode="full" />
                </dd>
              </div>
            ))}
          </dl>
        )}
        {detail.withheld && <p className="muted">{t("approvals.withheld")}</p>}
        {detail.sees_record && detail.record_id !== null && (
          <Link to="/r/$entity/$id" params={{ entity: detail.entity, id: String(detail.record_id) }}>
            {t("approvals.openRecord")}
          </Link>
        )}
      </header>
      {detail.lines.map((table) => (
        <section key={table.key} className="panel approval__lines" aria-labelledby={`approval-${table.key}`}>
          <header className="panel__head">
            <h2 id={`approval-${table.key}`}>{t("approvals.lines", { lines: table.label })}</h2>
            <span className="muted">{t("approvals.linesN", { n: table.rows.length })}</span>
          </header>
          <div className="panel__body">
            <Lines table={table} />
          </div>
        </section>
      ))}
      {detail.record_id !== null && (
        <Slot
          name="approvalPanel"
          subjects={[detail.kind]}
          props={{ kind: detail.kind, entity: detail.entity, recordId: detail.record_id }}
        />
      )}
      <div className="approval__cols">
        <section className="panel" aria-labelledby="approval-steps">
          <header className="panel__head">
            <h2 id="approval-steps">{t("approvals.steps")}</h2>
            {detail.due_at && <span className="muted">{t("approvals.due", { at: formatMoment(detail.due_at) })}</span>}
          </header>
          <Steps detail={detail} />
        </section>
        <section className="panel approval__log" aria-labelledby="approval-log">
          <header className="panel__head">
            <h2 id="approval-log">{t("approvals.log")}</h2>
          </header>
          <ul>
            {detail.log.map((line) => (
              <Line key={line.id} line={line} />
            ))}
          </ul>
        </section>
      </div>
      <Bar detail={detail} />
    </div>
  );
}

function Line({ line }: { line: LogLine }) {
  return (
    <li>
      <div>
        <strong>{line.actor?.title ?? t("approvals.system")}</strong>
        {line.for_user && <span className="muted"> {t("approvals.inPlaceOf", { name: line.for_user.title })}</span>}{" "}
        {line.label}
        {line.step_name && <span className="muted"> · {line.step_name}</span>}
        {line.people.length > 0 && line.action !== "passed" && <span> {names(line.people)}</span>}
      </div>
      {line.changed_labels.length > 0 && (
        <div className="muted">{t("approvals.changed", { fields: line.changed_labels.join("、") })}</div>
      )}
      {line.comment && <p className="steps__comment">{line.comment}</p>}
      <time className="muted" dateTime={line.at}>
        {formatMoment(line.at)}
      </time>
    </li>
  );
}

/** Below on the phone, where a thumb reaches it; else under the page. */
function Bar({ detail }: { detail: Detail }) {
  const acts = useActs();
  const { can } = detail;
  const more = [
    ...(can.handle
      ? [
          { key: "transfer", label: t("approvals.transfer"), onClick: () => void acts.transfer(detail) },
          { key: "add", label: t("approvals.add"), onClick: () => void acts.add(detail) },
        ]
      : []),
    ...(can.send_back.length > 0
      ? [{ key: "return", label: t("approvals.return"), onClick: () => void acts.sendBack(detail) }]
      : []),
  ];
  return (
    <div className="approval__bar">
      <Link to={`/approvals/${detail.id}/print` as never} className="approval__print">
        <Icon name="print" /> {t("approvals.print")}
      </Link>
      <span className="grow" />
      {can.urge && detail.waiting.length > 0 && (
        <Button icon={<Icon name="bell" size={14} />} onClick={() => void acts.urge(detail)}>
          {t("approvals.urge")}
        </Button>
      )}
      {can.withdraw && <Button onClick={() => void acts.withdraw(detail)}>{t("approvals.withdraw")}</Button>}
      {more.length > 0 && (
        <Dropdown trigger={["click"]} menu={{ items: more }}>
          <Button>
            {t("common.more")} <Icon name="down" size={12} />
          </Button>
        </Dropdown>
      )}
      {can.decide && (
        <Button danger onClick={() => void acts.reject(detail)}>
          {t("approvals.reject")}
        </Button>
      )}
      {can.decide && (
        <Button type="primary" className="approval__yes" onClick={() => void acts.approve(detail)}>
          {t("approvals.approve")}
        </Button>
      )}
    </div>
  );
}
