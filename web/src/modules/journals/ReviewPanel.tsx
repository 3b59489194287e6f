/** The submitted logs of my people that nobody has reviewed, one after the other: what was planned, what was done. */
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Rate } from "antd";
import { useEffect, useState } from "react";
import { get, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { Bones, Empty, Failure, Person, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { type Context, type Journal, type Kind, TEXTS } from "./types";

const SIZE = 20;

const waiting = (kind: Kind) => ({
  and: [
    { field: "kind", op: "eq", value: kind },
    { field: "state", op: "eq", value: "submitted" },
    { field: "reviewed_on", op: "empty" },
    { field: "owner", op: "ne", value: "$me" },
  ],
});

interface Batch {
  items: Journal[];
  next: string | null;
}

export function ReviewPanel({ kind }: { kind: Kind }) {
  const query = useInfiniteQuery({
    queryKey: ["journals", "review", kind],
    queryFn: ({ pageParam }) =>
      post<Batch>("journal/search", {
        filter: waiting(kind),
        sort: "-on",
        limit: SIZE,
        cursor: pageParam || undefined,
        fields: ["on", "kind", "title", "owner", "dept", "done", "problems", "plan", "submitted_on"],
      }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
  });
  if (query.isError) return <Failure message={messageOf(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Bones rows={8} />;
  const items = query.data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return (
      <section className="panel">
        <Empty text={t("journals.reviewEmpty")} hint={t("journals.reviewEmptyHint")} />
      </section>
    );
  return (
    <div className="journal-list">
      {items.map((journal) => (
        <Waiting key={journal.id} journal={journal} />
      ))}
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </div>
  );
}

function Waiting({ journal }: { journal: Journal }) {
  const [open, setOpen] = useState(false);
  const name = journal.owner?.title ?? "";
  return (
    <article className="panel journal-card">
      <button type="button" className="journal-card__head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Person name={name} />
        <Tag color="cyan">{journal.title}</Tag>
        <span className="muted ellipsis grow journal-card__first">{journal.done}</span>
      </button>
      {open && <Opened journal={journal} />}
    </article>
  );
}

function Opened({ journal }: { journal: Journal }) {
  const client = useQueryClient();
  const [rating, setRating] = useState(0);
  const [review, setReview] = useState("");
  const [busy, setBusy] = useState(false);
  const context = useQuery({
    queryKey: ["journals", "context", journal.id],
    queryFn: ({ signal }) => get<Context>("journal/context", { journal: journal.id }, signal),
  });
  useEffect(() => {
    // The receipt: whoever opens a log has read it.
    void post("journal/seen", { journal: journal.id }).catch(() => undefined);
  }, [journal.id]);
  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      const body = { rating: rating || undefined, review: review || undefined };
      await post(`journal/${journal.id}/actions/review`, body, { version: journal.version });
      toast(t("journals.sent"), { kind: "good" });
      await client.invalidateQueries({ queryKey: ["journals"] });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
      setBusy(false);
    }
  };
  const planned = context.data?.planned_before?.plan;
  return (
    <div className="journal-card__body">
      <div className="journal-compare">
        <div>
          <h3>{t("journals.before")}</h3>
          <p className={`journal-text__words${planned ? "" : " muted"}`}>
            {context.data ? planned || t("journals.beforeNone") : "…"}
          </p>
        </div>
        {TEXTS.filter((name) => journal[name]).map((name) => (
          <div key={name}>
            <h3>{t(`journals.${name}`)}</h3>
            <p className="journal-text__words">{journal[name]}</p>
          </div>
        ))}
      </div>
      <div className="journal-card__review">
        <Rate aria-label={t("journals.rate")} value={rating} onChange={setRating} />
        <Input.TextArea
          aria-label={t("journals.comment")}
          placeholder={t("journals.comment")}
          value={review}
          maxLength={2_000}
          autoSize={{ minRows: 2, maxRows: 8 }}
          onChange={(event) => setReview(event.target.value)}
        />
        <Button type="primary" loading={busy} disabled={!rating && !review.trim()} onClick={() => void send()}>
          {t("journals.send")}
        </Button>
      </div>
    </div>
  );
}
