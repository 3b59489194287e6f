/** Merges, newest first, each with the way back. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/merging";
import { ask } from "@/ui/dialogs";
import { formatMoment } from "@/ui/format";
import { Bones, Empty, Failure, Tag } from "@/ui/parts";
import { type Merge, mergesQuery } from "./api";
import { keptText, undoMerge } from "./undo";

export default function MergesTab({ entity }: { entity: string }) {
  const merges = useQuery(mergesQuery(entity));
  if (merges.isError) return <Failure message={messageOf(merges.error)} onRetry={() => void merges.refetch()} />;
  if (!merges.data) return <Bones rows={6} />;
  if (merges.data.items.length === 0) return <Empty text={t("merging.none")} hint={t("merging.noneHint")} />;
  return (
    <ul className="merges panel">
      {merges.data.items.map((merge) => (
        <Line key={merge.id} merge={merge} />
      ))}
    </ul>
  );
}

function Line({ merge }: { merge: Merge }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const names = merge.losers.map((loser) => loser.title ?? t("merging.hidden")).join("、");
  const undo = async (): Promise<void> => {
    if (!(await ask({ title: t("merging.undoAsk"), text: t("merging.undoText", { names }), ok: t("merging.undo") })))
      return;
    setBusy(true);
    await undoMerge(client, merge);
    setBusy(false);
  };
  const moved = merge.moved.map((line) => `${line.label} ${line.count}`).join("、");
  return (
    <li className="merges__line">
      <div className="grow">
        <p>
          <span className={merge.undone_at ? "muted" : ""}>{names}</span> →{" "}
          <Link to="/r/$entity/$id" params={{ entity: merge.entity, id: String(merge.winner.id) }}>
            {merge.winner.title}
          </Link>
          {merge.undone_at && <Tag>{t("merging.isUndone")}</Tag>}
        </p>
        <p className="muted">
          {merge.by?.title ?? ""} · {formatMoment(merge.at)}
          {merge.reason && ` · ${merge.reason}`}
          {moved && ` · ${t("merging.movedAlong", { what: moved })}`}
        </p>
        {merge.undone_at && (
          <p className="muted">
            {t("merging.undoneBy", { who: merge.undone_by ?? "", when: formatMoment(merge.undone_at) })}
            {merge.kept.length > 0 && ` · ${t("merging.undonePartly", { what: keptText(merge.kept) })}`}
          </p>
        )}
      </div>
      {merge.can_undo && (
        <div className="merges__undo">
          <Button loading={busy} onClick={() => void undo()}>
            {t("merging.undo")}
          </Button>
          <span className="muted">{t("merging.until", { day: merge.undo_until })}</span>
        </div>
      )}
    </li>
  );
}
