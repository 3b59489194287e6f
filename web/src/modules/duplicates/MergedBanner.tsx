/** Above a record: which others became it, with the way back; and who came by an old address is told so. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { t } from "@/i18n";
import "@/i18n/words/merging";
import type { SlotProps } from "@/slots";
import { ask } from "@/ui/dialogs";
import { formatMoment } from "@/ui/format";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/toast";
import { type Merge, mayMerge, mergesQuery } from "./api";
import { undoMerge } from "./undo";

export default function MergedBanner({ meta, record }: SlotProps["recordBanner"]) {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const navigate = useNavigate();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const moved = id !== "" && id !== String(record.id);
  useEffect(() => {
    if (!moved) return;
    toast(t("merging.ledHere", { title: String(record[meta.title] ?? `#${record.id}`) }));
    void navigate({
      to: "/r/$entity/$id",
      params: { entity: meta.key, id: String(record.id) },
      replace: true,
    });
  }, [moved, navigate, meta, record]);
  const merges = useQuery({ ...mergesQuery(meta.key, record.id), enabled: mayMerge(meta) });
  const living = (merges.data?.items ?? []).filter((merge) => !merge.undone_at && merge.winner.id === record.id);
  if (living.length === 0) return null;
  const undo = async (merge: Merge): Promise<void> => {
    const names = merge.losers.map((loser) => loser.title ?? t("merging.hidden")).join("、");
    if (!(await ask({ title: t("merging.undoAsk"), text: t("merging.undoText", { names }), ok: t("merging.undo") })))
      return;
    setBusy(true);
    await undoMerge(client, merge);
    setBusy(false);
  };
  return (
    <div className="merged" data-testid="merged-banner">
      {living.slice(0, 3).map((merge) => (
        <div key={merge.id} className="notice notice--info">
          <Icon name="copy" />
          <span className="grow">
            {t("merging.banner", {
              names: merge.losers.map((loser) => loser.title ?? t("merging.hidden")).join("、"),
              who: merge.by?.title ?? "",
              when: formatMoment(merge.at),
            })}
          </span>
          {merge.can_undo && (
            <Button size="small" loading={busy} onClick={() => void undo(merge)}>
              {t("merging.undo")}
            </Button>
          )}
        </div>
      ))}
    </div>
  );
}
