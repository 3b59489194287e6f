/** Above a document: where its approval stands, and what the reader can do about it. */
import "@/i18n/words/approvals";
import "@/ui/css/approvals.css";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { t } from "@/i18n";
import type { SlotProps } from "@/slots";
import { formatAgo } from "@/ui/format";
import { Icon } from "@/ui/Icon";
import { useActs } from "./acts";
import { type Row, runningQuery } from "./data";
import { names } from "./parts";

export default function RecordBanner({ meta, record }: SlotProps["recordBanner"]) {
  if (!meta.features.approval) return null;
  return <Known entity={meta.key} id={record.id} version={record.version ?? 0} />;
}

function Known({ entity, id, version }: { entity: string; id: number; version: number }) {
  // A new version of the record is an act on it, which may have been one of its approval.
  const found = useQuery({ ...runningQuery(entity, id), queryKey: [...runningQuery(entity, id).queryKey, version] });
  const rows = found.data ?? [];
  const running = rows.filter((row) => row.state === "pending");
  const last = rows[0];
  if (running.length > 0) return running.map((row) => <Running key={row.id} row={row} />);
  if (last && (last.state === "rejected" || last.state === "returned")) return <Refused row={last} />;
  return null;
}

function Running({ row }: { row: Row }) {
  const acts = useActs();
  return (
    <div className="notice notice--info approval-banner" role="status">
      <Icon name="clock" />
      <span className="grow">
        <Link to={`/approvals/${row.id}` as never}>
          {t("approvals.running", { kind: row.kind_label, step: row.step_name })}
        </Link>
        {row.waiting.length > 0 && <> {t("approvals.waitingFor", { people: names(row.waiting) })}</>}
        {row.waiting_since && <span className="muted"> {formatAgo(row.waiting_since)}</span>}
      </span>
      {row.to_decide && (
        <>
          <Button size="small" danger onClick={() => void acts.reject(row)}>
            {t("approvals.reject")}
          </Button>
          <Button size="small" type="primary" onClick={() => void acts.approve(row)}>
            {t("approvals.approve")}
          </Button>
        </>
      )}
      {row.mine && !row.to_decide && (
        <Button size="small" onClick={() => void acts.urge(row)}>
          {t("approvals.urge")}
        </Button>
      )}
    </div>
  );
}

function Refused({ row }: { row: Row }) {
  return (
    <div className="notice notice--warn approval-banner" role="status">
      <Icon name="warning" />
      <span className="grow">
        <Link to={`/approvals/${row.id}` as never}>{t(`approvals.was_${row.state as "rejected" | "returned"}`)}</Link>
        {row.comment && <>：{row.comment}</>}
        {row.decided_by && <span className="muted"> {row.decided_by.title}</span>}
      </span>
    </div>
  );
}
