/** What can be written about a record: the forms that modules add, and the comment box, one tab each. */
import { Suspense, useState } from "react";
import type { EntityMeta, Rec } from "@/api/types";
import { t } from "@/i18n";
import { useMeta } from "@/meta/hooks";
import { slotParts } from "@/slots";
import { useStored } from "@/ui/hooks";
import { Bones } from "@/ui/parts";
import { CommentBox } from "./CommentBox";

const COMMENT = "comment";

export function Composers({
  meta,
  record,
  start,
  onDone,
}: {
  meta: EntityMeta;
  record: Rec;
  /** First values of the form that is shown first. */
  start?: Readonly<Record<string, unknown>>;
  onDone?: () => void;
}) {
  const known = useMeta();
  const added = slotParts("recordComposer", meta.key).filter((part) => part.open?.(known, record) ?? true);
  const [last, setLast] = useStored(`kezhou.compose.${meta.key}`, "");
  const [key, setKey] = useState(start ? "" : last);
  if (added.length === 0) return <CommentBox meta={meta} record={record} onDone={onDone} />;
  const active = key === COMMENT ? COMMENT : (added.find((part) => part.key === key) ?? added[0])?.key;
  const part = added.find((one) => one.key === active);
  const choose = (next: string): void => {
    setKey(next);
    setLast(next);
  };
  return (
    <section className="composers" aria-label={t("record.compose")}>
      <div className="composers__tabs" role="toolbar" aria-label={t("record.compose")}>
        {added.map((one) => (
          <button key={one.key} type="button" aria-pressed={one.key === active} onClick={() => choose(one.key)}>
            {one.label?.() ?? one.key}
          </button>
        ))}
        <button type="button" aria-pressed={active === COMMENT} onClick={() => choose(COMMENT)}>
          {t("timeline.comment")}
        </button>
      </div>
      {part ? (
        <Suspense fallback={<Bones rows={3} />}>
          <part.Part key={part.key} meta={meta} record={record} start={start} onDone={onDone} />
        </Suspense>
      ) : (
        <CommentBox meta={meta} record={record} onDone={onDone} />
      )}
    </section>
  );
}
