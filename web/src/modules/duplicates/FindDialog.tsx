/** Records that may be the same as this one, each with the way to a merge. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, Modal } from "antd";
import { messageOf } from "@/api/problem";
import type { EntityMeta, Rec } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/duplicates";
import "@/i18n/words/merging";
import { Bones, Empty, Failure } from "@/ui/parts";
import { mayMerge, recordCheckQuery } from "./api";
import { HitCard } from "./HitCard";
import { openMerge } from "./openMerge";

export default function FindDialog({ meta, record, onClose }: { meta: EntityMeta; record: Rec; onClose: () => void }) {
  const found = useQuery(recordCheckQuery(meta.key, record.id));
  const navigate = useNavigate();
  const merge = async (other: number): Promise<void> => {
    const made = await openMerge(meta, [record.id, other]);
    if (!made) return;
    onClose();
    if (made.winner.id !== record.id)
      void navigate({ to: "/r/$entity/$id", params: { entity: meta.key, id: String(made.winner.id) } });
  };
  const body = (): React.ReactNode => {
    if (found.isError) return <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />;
    if (!found.data) return <Bones rows={4} />;
    if (found.data.length === 0) return <Empty text={t("duplicates.noneFound")} hint={t("duplicates.noneFoundHint")} />;
    return (
      <ul className="hits__list">
        {found.data.map((hit, at) => (
          <HitCard
            key={hit.id ?? `hidden-${at}`}
            entity={meta.key}
            label={meta.label}
            hit={hit}
            actions={
              hit.id !== undefined && mayMerge(meta) ? (
                <Button size="small" type="primary" onClick={() => void merge(hit.id as number)}>
                  {t("merging.merge")}
                </Button>
              ) : undefined
            }
          />
        ))}
      </ul>
    );
  };
  return (
    <Modal
      open
      width={620}
      title={t("duplicates.findTitle", { title: String(record[meta.title] ?? `#${record.id}`) })}
      onCancel={onClose}
      footer={<Button onClick={onClose}>{t("common.close")}</Button>}
    >
      {body()}
    </Modal>
  );
}
