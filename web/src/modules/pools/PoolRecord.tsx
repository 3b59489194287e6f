/** One record of a pool before a claim, in the pool's columns. The first opening of a day counts as a view. */
import "@/i18n/words/pools";
import { useQuery } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { messageOf } from "@/api/problem";
import type { EntityMeta } from "@/api/types";
import { Value } from "@/fields/Value";
import { t } from "@/i18n";
import { fieldMap } from "@/meta/hooks";
import { Bones, Failure } from "@/ui/parts";
import { openedQuery, type Pool } from "./data";
import { type Subject, useWork } from "./useWork";

export default function PoolRecord(props: {
  pool: Pool;
  meta: EntityMeta;
  subject: Subject;
  /** Whether this person hands out what lies here. */
  hands: boolean;
  onClose: () => void;
}) {
  const { pool, meta, subject } = props;
  const record = useQuery(openedQuery(pool.id, subject.id));
  const work = useWork(pool.entity);
  const known = fieldMap(meta);
  const shown = pool.columns.length > 0 ? new Set([meta.title, ...pool.columns]) : null;
  const sections = meta.layout.sections
    .map((section) => ({
      ...section,
      fields: section.fields
        .filter((name) => (shown === null || shown.has(name)) && record.data !== undefined && name in record.data)
        .flatMap((name) => known.get(name) ?? []),
    }))
    .filter((section) => section.fields.length > 0);
  const then = (changed: boolean): void => {
    if (changed) props.onClose();
  };
  return (
    <Drawer
      open
      size={520}
      title={subject.title}
      onClose={props.onClose}
      footer={
        <div className="row drawer-foot">
          {props.hands && (
            <>
              <Button onClick={() => void work.ask("transfer", [subject], pool.id).then(then)}>
                {t("pools.op_transfer")}
              </Button>
              <Button onClick={() => void work.ask("assign", [subject]).then(then)}>{t("pools.op_assign")}</Button>
            </>
          )}
          <Button type="primary" onClick={() => void work.run("claim", [subject]).then(then)}>
            {t("pools.op_claim")}
          </Button>
        </div>
      }
    >
      <p className="muted">
        {t("pools.liesIn", { pool: pool.name })}
        {pool.masked && ` · ${t("pools.maskedHint")}`}
      </p>
      {record.isPending && <Bones rows={8} />}
      {record.isError && <Failure message={messageOf(record.error)} onRetry={() => void record.refetch()} />}
      {record.data &&
        sections.map((section) => (
          <section key={section.key} className="pool-record">
            <h3>{section.label}</h3>
            <dl className="pairs">
              {section.fields.map((field) => (
                <div key={field.name}>
                  <dt>{field.label}</dt>
                  <dd>
                    <Value record={record.data} field={field} mode="full" />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
    </Drawer>
  );
}
