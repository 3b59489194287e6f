/** What came in, newest first; whose customer one may not see, shows only that somebody registered. */
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { get, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/registration";
import { ask } from "@/ui/dialogs";
import { formatMoment } from "@/ui/format";
import { Bones, Empty, Failure, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import type { Submission } from "./data";

export function useSubmissions(path: string) {
  return useInfiniteQuery({
    queryKey: ["registration", "submissions", path],
    queryFn: ({ pageParam, signal }) =>
      get<{ items: Submission[]; next: number | null }>(path, { cursor: pageParam }, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

function Line({ one, withCustomer, erase }: { one: Submission; withCustomer: boolean; erase?: () => void }) {
  const [full, setFull] = useState<Record<string, string> | null>(null);
  const reveal = async (): Promise<void> => {
    try {
      setFull((await post<{ answers: Record<string, string> }>(`registration/submissions/${one.id}/reveal`)).answers);
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  const agreed = Object.values(one.consents).filter(Boolean).length;
  const about = one.lead ?? one.customer;
  return (
    <li className="submission">
      <div className="row row--wrap">
        <Tag color={one.outcome === "new" ? "green" : "blue"}>
          {t(one.outcome === "new" ? "registration.new_" : "registration.again")}
        </Tag>
        {withCustomer &&
          (about ? (
            <Link
              to="/r/$entity/$id"
              params={{ entity: one.lead ? "lead" : "customer", id: String(about.id) }}
              preload={false}
            >
              {about.title}
            </Link>
          ) : (
            <span className="muted">{t("registration.hidden")}</span>
          ))}
        <span className="muted">
          {formatMoment(one.at)} · {one.form.title} v{one.notice_version} · {t("registration.agreed")} {agreed}/
          {Object.keys(one.consents).length}
        </span>
        {erase && !one.erased && (
          <Button size="small" type="text" onClick={erase}>
            {t("registration.erase")}
          </Button>
        )}
      </div>
      {one.answers && (
        <p>
          {Object.values(full ?? one.answers).join(" · ")}
          {one.shortened && !full && (
            <Button size="small" type="link" onClick={() => void reveal()}>
              {t("registration.reveal")}
            </Button>
          )}
        </p>
      )}
      {one.erased && <p className="muted">{t("registration.erased")}</p>}
    </li>
  );
}

export function Submissions(props: { path: string; withCustomer: boolean; mayErase?: boolean }) {
  const found = useSubmissions(props.path);
  const client = useQueryClient();
  const items = (found.data?.pages ?? []).flatMap((page) => page.items);
  const erase = async (one: Submission): Promise<void> => {
    const sure = await ask({
      title: t("registration.eraseAsk"),
      text: t("registration.eraseText"),
      ok: t("registration.erase"),
      danger: true,
    });
    if (!sure) return;
    try {
      await post(`registration/submissions/${one.id}/erase`);
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await client.invalidateQueries({ queryKey: ["registration"] });
  };
  if (found.isPending) return <Bones rows={3} />;
  if (found.isError) return <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />;
  if (items.length === 0) return <Empty text={t("registration.noSubmissions")} />;
  return (
    <>
      <ul className="submissions">
        {items.map((one) => (
          <Line
            key={one.id}
            one={one}
            withCustomer={props.withCustomer}
            erase={props.mayErase ? () => void erase(one) : undefined}
          />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t("registration.more")}
        </Button>
      )}
    </>
  );
}
