/** One's calendar in other programs: an address is made, told once, and withdrawn. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Input, Modal } from "antd";
import { useState } from "react";
import { del, get, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/calendar";
import { copyText } from "@/ui/copy";
import { ask } from "@/ui/dialogs";
import { formatAgo } from "@/ui/format";
import { Bones, Failure, IconButton, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";

interface Feed {
  id: number;
  name: string;
  details: boolean;
  created_at: string;
  last_read_at: string | null;
}

const KEY = ["calendar-feeds"];

export default function FeedsDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const feeds = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await get<{ items: Feed[] }>("calendar/feeds", {}, signal)).items,
  });
  const [name, setName] = useState("");
  const [details, setDetails] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const renew = (): Promise<void> => client.invalidateQueries({ queryKey: KEY });
  const make = async (): Promise<void> => {
    try {
      const feed = await post<{ path: string }>("calendar/feeds", { name: name.trim(), details });
      setMade(`${window.location.origin}${feed.path}`);
      setName("");
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await renew();
  };
  const withdraw = async (feed: Feed): Promise<void> => {
    const question = {
      title: t("calendar.feedAsk", { name: feed.name }),
      text: t("calendar.feedAskText"),
      ok: t("calendar.feedWithdraw"),
      danger: true,
    };
    if (!(await ask(question))) return;
    await del(`calendar/feeds/${feed.id}`).catch((error: unknown) => toast(messageOf(error), { kind: "bad" }));
    await renew();
  };
  return (
    <Modal open width={520} title={t("calendar.feeds")} footer={null} onCancel={onClose}>
      <div className="stack">
        <p className="muted">{t("calendar.feedsText")}</p>
        {made && (
          <div className="notice notice--warn" role="status">
            <div className="grow">
              {t("calendar.feedOnce")}
              <code className="token">{made}</code>
            </div>
            <IconButton icon="copy" label={t("common.copy")} onClick={() => copyText(made)} />
          </div>
        )}
        <div className="row row--wrap">
          <Input
            className="grow"
            value={name}
            maxLength={60}
            aria-label={t("calendar.feedName")}
            placeholder={t("calendar.feedName")}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={() => name.trim() && void make()}
          />
          <Button type="primary" disabled={!name.trim()} onClick={() => void make()}>
            {t("calendar.feedMake")}
          </Button>
        </div>
        <Checkbox checked={details} onChange={(event) => setDetails(event.target.checked)}>
          {t("calendar.feedDetails")}
        </Checkbox>
        {feeds.isPending && <Bones rows={2} />}
        {feeds.isError && <Failure message={messageOf(feeds.error)} onRetry={() => void feeds.refetch()} />}
        {feeds.data?.length === 0 && <p className="muted">{t("calendar.feedNone")}</p>}
        <ul className="plain-list">
          {feeds.data?.map((feed) => (
            <li key={feed.id} className="row">
              <div className="grow">
                <div>
                  {feed.name} {feed.details && <Tag color="gold">{t("calendar.feedWithDetails")}</Tag>}
                </div>
                <span className="muted">
                  {feed.last_read_at
                    ? t("calendar.feedRead", { when: formatAgo(feed.last_read_at) })
                    : t("calendar.feedUnread")}
                </span>
              </div>
              <button type="button" className="plain-button is-bad" onClick={() => void withdraw(feed)}>
                {t("calendar.feedWithdraw")}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Modal>
  );
}
