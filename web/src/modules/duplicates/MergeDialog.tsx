/** Several records side by side: which one stays, which value of each field, what moves along. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Drawer, Input, Segmented } from "antd";
import { useState } from "react";
import { isStatus, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta, Rec } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/merging";
import { versionOf } from "@/records/data";
import { useIsPhone } from "@/ui/hooks";
import { Bones, Failure, NoPermission } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { forgetMerged, type Merge, type Preview, type PreviewField, previewQuery } from "./api";
import { MergeTable } from "./MergeTable";
import { undoMerge } from "./undo";

const WIDTH = 1040;
const MAX_REASON = 300;

type Source = PreviewField["source"];
type Rule = "proposal" | "newest" | "fullest";

/** Where each field comes from: the server's proposal, or one rule for all, then what the person picked. */
function sourcesOf(preview: Preview, rule: Rule, picked: Record<string, Source>): Record<string, Source> {
  const found: Record<string, Source> = {};
  for (const field of preview.fields) {
    const ruled = rule === "proposal" || field.source === "all" ? field.source : (field[rule] ?? field.source);
    found[field.name] = picked[field.name] ?? ruled;
  }
  return found;
}

export default function MergeDialog(props: { meta: EntityMeta; ids: number[]; onClose: (made: Merge | null) => void }) {
  const { meta, ids, onClose } = props;
  const client = useQueryClient();
  const phone = useIsPhone();
  const [winner, setWinner] = useState(ids[0] ?? 0);
  const [rule, setRule] = useState<Rule>("proposal");
  const [picked, setPicked] = useState<Record<string, Source>>({});
  const [onlyDiffering, setOnlyDiffering] = useState(true);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const losers = ids.filter((id) => id !== winner);
  const preview = useQuery(previewQuery(meta.key, winner, losers));

  const run = async (shown: Preview): Promise<void> => {
    setBusy(true);
    try {
      const sources = sourcesOf(shown, rule, picked);
      const take = Object.fromEntries(
        shown.fields.filter((field) => field.editable).map((field) => [field.name, sources[field.name]]),
      );
      const master = shown.records.find((record) => record.id === winner) as Rec;
      const version = await versionOf(meta.key, master);
      const saved = await post<Rec & { _merge: Merge }>(
        `${meta.key}/${winner}/merge`,
        { losers, take, reason: reason.trim() },
        { version },
      );
      const made = saved._merge;
      await forgetMerged(client, meta.key);
      toast(t("merging.done", { n: ids.length, title: String(saved[meta.title] ?? "") }), {
        kind: "good",
        action: { label: t("common.undo"), run: () => void undoMerge(client, made) },
      });
      onClose(made);
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
      if (isStatus(error, 404, 409, 412)) void preview.refetch();
    } finally {
      setBusy(false);
    }
  };

  const body = (): React.ReactNode => {
    if (preview.isError) {
      if (isStatus(preview.error, 403, 404)) return <NoPermission hint={messageOf(preview.error)} />;
      return <Failure message={messageOf(preview.error)} onRetry={() => void preview.refetch()} />;
    }
    if (!preview.data) return <Bones rows={10} />;
    const shown = preview.data;
    const differing = shown.fields.filter((field) => field.conflict || field.source !== winner).length;
    return (
      <>
        <p className="muted">{t("merging.hint", { days: shown.undo_days })}</p>
        <div className="row row--wrap merge__tools">
          <Segmented<Rule>
            size="small"
            value={rule}
            onChange={(next) => {
              setRule(next);
              setPicked({});
            }}
            options={[
              { value: "proposal", label: t("merging.byMaster") },
              { value: "newest", label: t("merging.byNewest") },
              { value: "fullest", label: t("merging.byFullest") },
            ]}
          />
          <label className="row">
            <input
              type="checkbox"
              className="check"
              checked={onlyDiffering}
              onChange={(event) => setOnlyDiffering(event.target.checked)}
            />
            {t("merging.onlyDiffering", { n: differing })}
          </label>
        </div>
        <MergeTable
          meta={meta}
          preview={shown}
          winner={winner}
          onWinner={(id) => {
            setWinner(id);
            setPicked({});
          }}
          sources={sourcesOf(shown, rule, picked)}
          onPick={(name, source) => setPicked({ ...picked, [name]: source })}
          onlyDiffering={onlyDiffering}
        />
        <h3 className="merge__title">{t("merging.moves")}</h3>
        {shown.moves.length === 0 ? (
          <p className="muted">{t("merging.movesNothing")}</p>
        ) : (
          <ul className="merge__moves">
            {shown.moves.map((line) => (
              <li key={line.key}>
                <span>{line.label}</span> <strong className="num">{line.count}</strong>
              </li>
            ))}
          </ul>
        )}
        <label className="merge__title" htmlFor="merge-reason">
          {t("merging.reason")}
        </label>
        <Input
          id="merge-reason"
          value={reason}
          maxLength={MAX_REASON}
          placeholder={t("merging.reasonHint")}
          onChange={(event) => setReason(event.target.value)}
        />
      </>
    );
  };
  return (
    <Drawer
      open
      size={phone ? "100%" : WIDTH}
      title={t("merging.title", { n: ids.length, label: meta.label })}
      onClose={() => onClose(null)}
      className="form-drawer"
      footer={
        <div className="row drawer-foot">
          <span className="muted grow">{phone ? null : t("merging.undoHint")}</span>
          <Button onClick={() => onClose(null)}>{t("common.cancel")}</Button>
          <Button
            type="primary"
            loading={busy}
            disabled={!preview.data}
            onClick={() => preview.data && void run(preview.data)}
          >
            {t("merging.confirm")}
          </Button>
        </div>
      }
    >
      {body()}
    </Drawer>
  );
}
