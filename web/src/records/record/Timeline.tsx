/** What happened to this record, newest first: changes in words, comments, files. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Change, EntityMeta, Rec, TimelineItem } from "@/api/types";
import { type MessageKey, t } from "@/i18n";
import { entityInfo, useMeta } from "@/meta/hooks";
import { Slot } from "@/slots/Slot";
import { formatAgo, formatMoment } from "@/ui/format";
import { Avatar, Bones, Empty, Failure } from "@/ui/parts";
import { Composers } from "./Composers";
import { MentionText } from "./Mentions";

const OWN_KINDS = ["comment", "audit", "file"] as const;
const KNOWN_ACTIONS = new Set(["create", "update", "delete", "restore", "import", "assign", "comment"]);
/** A longer list of first values is folded. */
const FOLDED_FROM = 1;

export function actionText(item: TimelineItem): string {
  if (item.kind === "comment") return t("did.comment");
  if (KNOWN_ACTIONS.has(item.action)) return t(`did.${item.action}` as MessageKey);
  return item.label ?? item.action_label ?? item.action;
}

/** What a setting said, where the server has no words for it. */
function plainText(value: unknown): string | undefined {
  if (typeof value === "boolean") return t(value ? "common.yes" : "common.no");
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

function ChangeLine({ change, first }: { change: Change; first: boolean }) {
  const from = change.from_text ?? plainText(change.from);
  const to = change.to_text ?? plainText(change.to);
  const known = from !== undefined || to !== undefined;
  return (
    <li>
      <span className={`changes__label${known || change.erased ? "" : " is-untold"}`}>{change.label}</span>
      {change.erased && <span className="muted">{t("timeline.erased")}</span>}
      {known && !first && (
        <>
          <span className="changes__from">{from || t("common.blank")}</span>
          <span className="changes__arrow">→</span>
        </>
      )}
      {known && <span className="changes__to">{to || t("common.blank")}</span>}
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
  const [kind, setKind] = useState("all");
  const known = useMeta();
  const added = (meta.timeline ?? []).map((key) => ({ key, label: entityInfo(known, key)?.label ?? key }));
  const kinds = [
    { key: "all", label: t("timeline.all") },
    ...added,
    ...OWN_KINDS.map((key) => ({ key, label: t(`timeline.${key}`) })),
  ];
  const wanted = only ?? (kind === "all" ? undefined : kind);
  const news = useInfiniteQuery({
    queryKey: ["timeline", meta.key, String(record.id), wanted ?? ""],
    queryFn: ({ pageParam, signal }) =>
      get<{ items: TimelineItem[]; next: string | null }>(
        `${meta.key}/${record.id}/timeline`,
        { cursor: pageParam, kind: wanted },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const items = (news.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <div className="timeline">
      {compose && <Composers meta={meta} record={record} />}
      {!only && (
        <div className="timeline__kinds" role="toolbar" aria-label={t("timeline.filter")}>
          {kinds.map(({ key, label }) => (
            <button key={key} type="button" aria-pressed={kind === key} onClick={() => setKind(key)}>
              {label}
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
                  {new Date(item.at) > new Date() ? formatMoment(item.at) : formatAgo(item.at)}
                </time>
              </div>
              {item.former && (
                <p className="muted event__former">
                  {t("timeline.former", { name: item.former.title || item.former.id })}
                </p>
              )}
              <Changes item={item} />
              {item.text && (
                <p className={item.kind === "audit" || item.kind === "file" ? "muted" : "event__text"}>
                  <MentionText text={item.text} />
                </p>
              )}
              <Slot name="timelineItem" subjects={[item.kind]} props={{ item, about: meta.key }} />
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
