import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { get, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { InboxItem } from "@/api/types";
import { t } from "@/i18n";
import { MentionText } from "@/records/record/Mentions";
import { targetOf } from "@/slots/pages";
import { formatAgo, formatMoment } from "@/ui/format";
import { Bones, Empty, Failure } from "@/ui/parts";
import { toast } from "@/ui/toast";

/** Where messages lead that are not about a record one can open. */
const PLACES: Record<string, string> = { recycled: "/pools" };
/** The same for messages about several records at once. */
const MANY: Record<string, string> = { recycle_warned: "/pools/falling", approval: "/approvals" };

interface Messages {
  items: InboxItem[];
  next: string | null;
  /** Of all of them, however many are shown. */
  unread: number;
}

/** Messages to this person, newest first. Opening one marks it read. */
export default function InboxList({ onPick }: { onPick?: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [unread, setUnread] = useState(false);
  const inbox = useInfiniteQuery({
    queryKey: ["inbox", unread],
    queryFn: ({ pageParam, signal }) =>
      get<Messages>("inbox", { cursor: pageParam, unread: unread || undefined }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const read = async (body: { ids: number[] } | { all: true }): Promise<void> => {
    try {
      await post("inbox/read", body);
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await Promise.all([
      client.invalidateQueries({ queryKey: ["inbox"] }),
      client.invalidateQueries({ queryKey: ["me"] }),
    ]);
  };
  const open = (item: InboxItem): void => {
    if (!item.read) void read({ ids: [item.id] });
    const place = PLACES[item.kind] ?? (item.record_id ? undefined : MANY[item.kind]);
    if (place) void navigate({ to: place as never });
    else if (item.entity && item.record_id) void navigate({ href: targetOf(item.entity, Number(item.record_id)) });
    onPick?.();
  };
  const items = (inbox.data?.pages ?? []).flatMap((page) => page.items);
  const waiting = inbox.data?.pages[0]?.unread ?? 0;
  return (
    <div className="inbox">
      <header className="row row--between row--wrap">
        <h2>{t("app.inbox")}</h2>
        <span className="row">
          {(waiting > 0 || unread) && (
            <button
              type="button"
              className="plain-button"
              aria-pressed={unread}
              onClick={() => setUnread((only) => !only)}
            >
              {unread ? t("inbox.showAll") : t("inbox.onlyUnread", { n: waiting })}
            </button>
          )}
          {waiting > 0 && (
            <button type="button" className="plain-button" onClick={() => void read({ all: true })}>
              {t("inbox.readAll")}
            </button>
          )}
        </span>
      </header>
      {inbox.isPending && <Bones rows={4} />}
      {inbox.isError && <Failure message={messageOf(inbox.error)} onRetry={() => void inbox.refetch()} />}
      {inbox.isSuccess && items.length === 0 && (
        <Empty text={t(unread ? "inbox.allRead" : "inbox.empty")} hint={unread ? undefined : t("inbox.emptyHint")} />
      )}
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            <button type="button" className={`inbox__item${item.read ? "" : " is-new"}`} onClick={() => open(item)}>
              <span className="inbox__title">{item.title}</span>
              {item.text && (
                <span className="muted inbox__text">
                  <MentionText text={item.text} />
                </span>
              )}
              <time className="muted" dateTime={item.at} title={formatMoment(item.at)}>
                {formatAgo(item.at)}
              </time>
            </button>
          </li>
        ))}
        {inbox.hasNextPage && (
          <li>
            <Button type="text" block loading={inbox.isFetchingNextPage} onClick={() => void inbox.fetchNextPage()}>
              {t("inbox.more")}
            </Button>
          </li>
        )}
      </ul>
    </div>
  );
}
