/** Handovers that concern one, newest first. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/handover";
import { formatAgo, formatMoment } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Bones, Empty, Failure, PageHead, ScrollX } from "@/ui/parts";
import type { Head } from "./data";
import { StateDot } from "./StateDot";

export default function HandoverList() {
  useTitle(t("nav.handover"));
  const navigate = useNavigate();
  const list = useInfiniteQuery({
    queryKey: ["handover", "list"],
    queryFn: ({ signal, pageParam }) =>
      get<{ items: Head[]; next: number | null }>("handover", { before: pageParam ?? undefined }, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const start = (
    <Button type="primary" onClick={() => void navigate({ href: "/handover/new" })}>
      {t("handover.start")}
    </Button>
  );
  return (
    <div className="page">
      <PageHead title={t("nav.handover")} extra={start}>
        <span className="muted handover__hint">{t("handover.hint")}</span>
      </PageHead>
      <div className="panel">
        {list.isPending && <Bones rows={5} />}
        {list.isError && <Failure message={messageOf(list.error)} onRetry={() => void list.refetch()} />}
        {list.data && rows.length === 0 && <Empty text={t("handover.empty")} hint={t("handover.emptyHint")} />}
        {rows.length > 0 && (
          <ScrollX label={t("nav.handover")}>
            <table className="plain-table handover__table">
              <thead>
                <tr>
                  <th>{t("handover.whose")}</th>
                  <th>{t("handover.state")}</th>
                  <th className="is-right">{t("handover.count")}</th>
                  <th>{t("handover.by")}</th>
                  <th>{t("handover.when")}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id}>
                    <td data-label={t("handover.whose")}>
                      <Link to={`/handover/${row.id}` as never}>
                        {row.people.map((person) => person.title).join("、") || t("handover.condition")}
                      </Link>
                      {row.reason && <div className="muted">{row.reason}</div>}
                    </td>
                    <td data-label={t("handover.state")}>
                      <StateDot head={row} />
                    </td>
                    <td className="is-right num" data-label={t("handover.count")}>
                      {row.count}
                    </td>
                    <td data-label={t("handover.by")}>{row.created_by.title}</td>
                    <td data-label={t("handover.when")} title={formatMoment(row.created_at)}>
                      {formatAgo(row.created_at)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollX>
        )}
        {list.hasNextPage && (
          <div className="savebar">
            <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t("handover.more")}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}
