/** What happened to this record, newest first: changes in words, comments, files. */
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { get, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Change, EntityMeta, Rec, TimelineItem } from "@/api/types";
import { type MessageKey, t } from "@/i18n";
import { formatAgo, formatMoment } from "@/ui/format";
import { Icon } from "@/ui/Icon";
import { Avatar, Bones, Empty, Failure } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { MentionInput, MentionText } from "./Mentions";

const KINDS = ["all", "comment", "audit", "file"] as const;
const KNOWN_ACTIONS = new Set(["create", "update", "delete", "restore", "import", "assign", "comment"]);
/** A longer list of first values is folded. */
const FOLDED_FROM = 1;

export function actionText(item: TimelineItem): string {
  if (item.kind === "comment") return t("did.comment");
  if (KNOWN_ACTIONS.has(item.action)) return t(`did.${item.action}` as MessageKey);
  return item.label ?? item.action_label ?? item.action;
}

function ChangeLine({ change, first }: { change: Change; first: boolean }) {
  const known = change.from_text !== undefined || change.to_text !== undefined;
  return (
    <li>
      <span className="changes__label">{change.label}</span>
      {change.erased && <span className="muted">{t("timeline.erased")}</span>}
      {known && !first && (
        <>
          <span className="changes__from">{change.from_text || t("common.blank")}</span>
          <span className="changes__arrow">→</span>
        </>
      )}
      {known && <span className="changes__to">{change.to_text || t("common.blank")}</span>}
    </li>
  );
}

export function Changes({ item }: { item: TimelineItem }) {
  const first = item.action === "create";
  if (item.changes.length === 0) return null;
  const lines = (
    <ul className="changes">
      {item.changes.map((change) => (
        <ChangeLine key={change.field} change={change} first={first} />
      ))}
    </ul>
  );
  if (!first || item.changes.length <= FOLDED_FROM) return lines;
  return (
    <details className="changes__fold">
      <summary>{t("timeline.values", { n: item.changes.length })}</summary>
      {lines}
    </details>
  );
}

function Composer({ meta, record }: { meta: EntityMeta; record: Rec }) {
  const client = useQueryClient();
  const store = `kezhou.draft.note.${meta.key}.${record.id}`;
  const [text, setText] = useState(() => sessionStorage.getItem(store) ?? "");
  const [busy, setBusy] = useState(false);
  const type = (value: string): void => {
    setText(value);
    sessionStorage.setItem(store, value);
  };
  const send = async (): Promise<void> => {
    if (!text.trim() || busy) return;
    setBusy(true);
    try {
      await post(`${meta.key}/${record.id}/comments`, { text: text.trim() });
      type("");
      await client.invalidateQueries({ queryKey: ["timeline", meta.key, String(record.id)] });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="composer">
      <MentionInput
        value={text}
        onChange={type}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void send();
        }}
      />
      <div className="row composer__foot">
        <span className="muted grow">Ctrl + Enter</span>
        <Button
          type="primary"
          size="small"
          icon={<Icon name="send" size={14} />}
          disabled={!text.trim()}
          loading={busy}
          onClick={() => void send()}
        >
          {t("record.send")}
        </Button>
      </div>
    </div>
  );
}

export function Timeline({
  meta,
  record,
  only,
  compose,
}: {
  meta: EntityMeta;
  record: Rec;
  only?: TimelineItem["kind"];
  compose?: boolean;
}) {
  const [kind, setKind] = useState<(typeof KINDS)[number]>("all");
  const news = useInfiniteQuery({
    queryKey: ["timeline", meta.key, String(record.id)],
    queryFn: ({ pageParam, signal }) =>
      get<{ items: TimelineItem[]; next: string | null }>(
        `${meta.key}/${record.id}/timeline`,
        { cursor: pageParam },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const wanted = only ?? (kind === "all" ? null : kind);
  const items = (news.data?.pages ?? [])
    .flatMap((page) => page.items)
    .filter((item) => wanted === null || item.kind === wanted);
  return (
    <div className="timeline">
      {compose && <Composer meta={meta} record={record} />}
      {!only && (
        <div className="timeline__kinds" role="toolbar" aria-label={t("timeline.filter")}>
          {KINDS.map((key) => (
            <button key={key} type="button" aria-pressed={kind === key} onClick={() => setKind(key)}>
              {t(`timeline.${key}`)}
            </button>
          ))}
        </div>
      )}
      {news.isPending && <Bones rows={5} />}
      {news.isError && <Failure message={messageOf(news.error)} onRetry={() => void news.refetch()} />}
      {news.isSuccess && items.length === 0 && <Empty text={t("timeline.empty")} />}
      <ol>
        {items.map((item) => (
          <li key={`${item.kind}-${item.id}`} className="event">
            <Avatar name={item.actor?.title || "·"} size={26} />
            <div className="event__body">
              <div className="event__head">
                <strong>{item.actor?.title || t("timeline.system")}</strong>
                <span>{actionText(item)}</span>
                <time dateTime={item.at} title={formatMoment(item.at)}>
                  {formatAgo(item.at)}
                </time>
              </div>
              <Changes item={item} />
              {item.text && (
                <p className={item.kind === "comment" ? "event__text" : "muted"}>
                  <MentionText text={item.text} />
                </p>
              )}
            </div>
          </li>
        ))}
      </ol>
      {news.hasNextPage && (
        <Button block loading={news.isFetchingNextPage} onClick={() => void news.fetchNextPage()}>
          {t("timeline.more")}
        </Button>
      )}
    </div>
  );
}
