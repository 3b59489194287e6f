import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useRef, useState } from "react";
import { apiUrl, del, get, listOf, upload } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta, FileRef, Rec, Ref } from "@/api/types";
import { t } from "@/i18n";
import { may } from "@/meta/hooks";
import { ask } from "@/ui/dialogs";
import { formatMoment, formatSize } from "@/ui/format";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, IconButton } from "@/ui/parts";
import { toast } from "@/ui/toast";

interface StoredFile extends FileRef {
  created_at?: string;
  created_by?: Ref | null;
}

export default function FilesTab({ meta, record }: { meta: EntityMeta; record: Rec }) {
  const client = useQueryClient();
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const path = `${meta.key}/${record.id}/files`;
  const key = ["files", meta.key, record.id];
  const files = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => listOf(await get<StoredFile[] | { items: StoredFile[] }>(path, {}, signal)),
  });
  const renew = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: key });
    await client.invalidateQueries({ queryKey: ["timeline", meta.key, String(record.id)] });
  };
  const canChange = record._can?.update ?? may(meta.can, "update");
  const send = async (list: FileList | null): Promise<void> => {
    if (!canChange) return;
    setBusy(true);
    // The list of an input is emptied below, while the files are still on their way.
    for (const file of [...(list ?? [])]) {
      try {
        await upload(path, file);
      } catch (error) {
        toast(`${file.name}: ${messageOf(error)}`, { kind: "bad" });
      }
    }
    await renew();
    setBusy(false);
  };
  const remove = async (file: StoredFile): Promise<void> => {
    if (!(await ask({ title: t("file.deleteAsk", { name: file.name }), ok: t("common.delete"), danger: true }))) return;
    try {
      await del(`files/${file.id}`);
      await renew();
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  if (files.isPending) return <Bones rows={3} />;
  if (files.isError) return <Failure message={messageOf(files.error)} onRetry={() => void files.refetch()} />;
  const pick = canChange && (
    <Button icon={<Icon name="upload" />} loading={busy} onClick={() => picker.current?.click()}>
      {t("file.upload")}
    </Button>
  );
  return (
    <section
      className={`files${over ? " is-over" : ""}`}
      aria-label={t("record.files")}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(canChange);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void send(event.dataTransfer.files);
      }}
    >
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label={t("file.upload")}
        onChange={(event) => {
          void send(event.target.files);
          event.target.value = "";
        }}
      />
      {files.data.length === 0 ? (
        <Empty text={t("file.empty")} hint={canChange ? t("file.emptyHint") : undefined} action={pick} />
      ) : (
        <>
          {pick && <div className="row related__bar">{pick}</div>}
          <ul className="file-list">
            {files.data.map((file) => (
              <li key={file.id}>
                <Icon name="file" />
                <a href={apiUrl(`files/${file.id}`)} download={file.name} className="ellipsis grow">
                  {file.name}
                </a>
                <span className="muted">{formatSize(file.size)}</span>
                <span className="muted file-list__by">
                  {file.created_by?.title} {formatMoment(file.created_at)}
                </span>
                {canChange && (
                  <IconButton
                    icon="trash"
                    size="small"
                    label={t("file.delete", { name: file.name })}
                    onClick={() => void remove(file)}
                  />
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
