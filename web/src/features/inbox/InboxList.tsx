import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { get, listOf, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { InboxItem } from "@/api/types";
import { t } from "@/i18n";
import { MentionText } from "@/records/record/Mentions";
import { targetOf } from "@/slots/pages";
import { formatAgo, formatMoment } from "@/ui/format";
import { Bones, Empty, Failure } from "@/ui/parts";

/** Where messages lead that are not about a record one can open. */
const PLACES: Record<string, string> = { recycled: "/pools" };
/** The same for messages about several records at once. */
const MANY: Record<string, string> = { recycle_warned: "/pools/falling", approval: "/approvals" };

/** Messages to this person, newest first. Opening one marks it read. */
export default function InboxList({ onPick }: { onPick?: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const inbox = useQuery({
    queryKey: ["inbox"],
    queryFn: async ({ signal }) => listOf(await get<InboxItem[] | { items: InboxItem[] }>("inbox", {}, signal)),
  });
  const read = async (body: { ids: number[] } | { all: true }): Promise<void> => {
    await post("inbox/read", body);
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
  if (inbox.isPending) return <Bones rows={4} />;
  if (inbox.isError) return <Failure message={messageOf(inbox.error)} onRetry={() => void inbox.refetch()} />;
  return (
    <div className="inbox">
      <header className="row row--between">
        <h2>{t("app.inbox")}</h2>
        {inbox.data.some((item) => !item.read) && (
          <button type="button" className="plain-button" onClick={() => void read({ all: true })}>
            {t("inbox.readAll")}
          </button>
        )}
      </header>
      {inbox.data.length === 0 && <Empty text={t("inbox.empty")} hint={t("inbox.emptyHint")} />}
      <ul>
        {inbox.data.map((item) => (
          <li key={item.id}>
            <button type="button" className={`inbox__item${item.read ? "" : " is-new"}`} onClick={() => open(item)}>
              <span className="inbox__title">{item.title}</span>
              {item.text && (
                <span className="muted">
                  <MentionText text={item.text} />
                </span>
              )}
              <time className="muted" dateTime={item.at} title={formatMoment(item.at)}>
                {formatAgo(item.at)}
              </time>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
