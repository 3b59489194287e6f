/** Two records side by side, what speaks for and against, and what a person says of them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { lazy, useState } from "react";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta, FieldMeta, Rec } from "@/api/types";
import { isEmpty } from "@/fields/types";
import { Value, valueText } from "@/fields/Value";
import { t } from "@/i18n";
import "@/i18n/words/duplicates";
import "@/i18n/words/merging";
import { useEntity } from "@/meta/hooks";
import { oneQuery } from "@/records/data";
import { openDialog } from "@/ui/dialogs";
import { formatMoment } from "@/ui/format";
import { Bones, Failure, Kbd, ScrollX, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { mayMerge, type Pair, type PairState, VERDICT_COLOR } from "./api";
import { Reasons } from "./HitCard";
import { openMerge } from "./openMerge";
import { usePairKeys } from "./usePairKeys";

const ReasonDialog = lazy(() => import("./ReasonDialog"));

interface Props {
  entity: string;
  pair: Pair;
  at: number;
  next: Pair | undefined;
  onNext: (id: number) => void;
}

export default function PairView(props: Props) {
  const meta = useEntity(props.entity);
  const a = useQuery(oneQuery(props.entity, props.pair.a.id));
  const b = useQuery(oneQuery(props.entity, props.pair.b.id));
  const failed = [meta, a, b].find((query) => query.isError);
  if (failed)
    return (
      <div className="panel">
        <Failure message={messageOf(failed.error)} onRetry={() => void failed.refetch()} />
      </div>
    );
  if (!meta.data || !a.data || !b.data)
    return (
      <div className="panel">
        <Bones rows={10} />
      </div>
    );
  return <Judged {...props} meta={meta.data} records={[a.data, b.data]} />;
}

function Judged(props: Props & { meta: EntityMeta; records: [Rec, Rec] }) {
  const { meta, pair, records, next } = props;
  const client = useQueryClient();
  const [all, setAll] = useState(false);
  const judges = pair._can.decide;
  const merges = judges && mayMerge(meta);
  const open = pair.state === "open";
  const goOn = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ["duplicates"] });
    if (next) props.onNext(next.id);
  };
  const merge = async (): Promise<void> => {
    if (await openMerge(meta, [pair.a.id, pair.b.id])) await goOn();
  };
  const judge = async (state: PairState): Promise<void> => {
    const reason = await openDialog<string>((close) => <ReasonDialog state={state} onClose={close} />);
    if (reason === null) return;
    try {
      await post(`duplicates/pairs/${pair.id}`, { state, reason });
      toast(t(`duplicates.judged_${state}`), { kind: "good" });
      await goOn();
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
      void client.invalidateQueries({ queryKey: ["duplicates"] });
    }
  };
  usePairKeys({
    merge: open && merges ? () => void merge() : undefined,
    apart: open && judges ? () => void judge("different") : undefined,
  });
  return (
    <section className="panel pair" aria-label={t("duplicates.compare")}>
      <header className="pair__head">
        <div className="grow">
          <Tag color={VERDICT_COLOR[pair.verdict]}>{t(`duplicates.${pair.verdict}`)}</Tag>
          <Reasons reasons={pair.reasons} />
        </div>
      </header>
      <Sides meta={meta} records={records} all={all} />
      <label className="row pair__all">
        <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} />
        {t("duplicates.showAll")}
      </label>
      {pair.state !== "open" && (
        <p className="notice notice--info">
          {t("duplicates.decided", {
            who: pair.decided_by?.title ?? "",
            when: formatMoment(pair.decided_at),
            reason: pair.reason || "—",
          })}
        </p>
      )}
      <footer className="pair__foot">
        <span className="muted grow pair__keys">
          <Kbd>j</Kbd> <Kbd>k</Kbd> {t("duplicates.keysWalk")}
          {open && merges && (
            <>
              {" "}
              <Kbd>m</Kbd> {t("merging.merge")}
            </>
          )}
          {open && judges && (
            <>
              {" "}
              <Kbd>x</Kbd> {t("duplicates.apart")}
            </>
          )}
        </span>
        {judges && !open && <Button onClick={() => void judge("open")}>{t("duplicates.reopen")}</Button>}
        {judges && open && <Button onClick={() => void judge("different")}>{t("duplicates.apart")}</Button>}
        {judges && open && !merges && (
          <Button type="primary" onClick={() => void judge("same")}>
            {t("duplicates.same")}
          </Button>
        )}
        {open && merges && (
          <Button type="primary" onClick={() => void merge()}>
            {t("duplicates.sameAndMerge")}
          </Button>
        )}
        {pair.state === "same" && merges && (
          <Button type="primary" onClick={() => void merge()}>
            {t("merging.merge")}
          </Button>
        )}
      </footer>
    </section>
  );
}

function Sides({ meta, records, all }: { meta: EntityMeta; records: [Rec, Rec]; all: boolean }) {
  const [a, b] = records;
  const shown = meta.fields.filter(
    (field) => field.view !== "hidden" && !["search_text", "sort_key"].includes(field.name),
  );
  const lines = shown
    .filter((field) => !isEmpty(a[field.name]) || !isEmpty(b[field.name]))
    .map((field) => ({ field, differs: valueText(a, field) !== valueText(b, field) }))
    .filter((line) => all || line.differs || line.field.name === meta.title);
  const cell = (record: Rec, field: FieldMeta) =>
    isEmpty(record[field.name]) ? (
      <span className="muted">{t("common.blank")}</span>
    ) : (
      <Value record={record} field={field} mode="full" />
    );
  return (
    <ScrollX label={t("duplicates.compare")}>
      <table className="plain-table merge">
        <thead>
          <tr>
            <th className="merge__field">{t("duplicates.field")}</th>
            {records.map((record) => (
              <th key={record.id}>
                <a href={`/r/${meta.key}/${record.id}`} target="_blank" rel="noopener">
                  {String(record[meta.title] ?? `#${record.id}`)}
                </a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ field, differs }) => (
            <tr
              key={field.name}
              className={differs && !isEmpty(a[field.name]) && !isEmpty(b[field.name]) ? "is-differing" : ""}
            >
              <th scope="row" className="merge__field">
                {field.label}
              </th>
              <td>{cell(a, field)}</td>
              <td>{cell(b, field)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
