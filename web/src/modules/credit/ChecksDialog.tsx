/** Which documents were checked against a customer's credit, and what was answered. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/credit";
import { formatMoment, formatMoney } from "@/ui/format";
import { Bones, Empty, Failure, ScrollX, Tag } from "@/ui/parts";
import type { Check } from "./data";

const COLORS = { ok: "green", warn: "gold", block: "red" } as const;

export default function ChecksDialog(props: {
  customer: number;
  /** Of the credit: exposure is told in it. */
  currency: string;
  onClose: (done: boolean | null) => void;
}) {
  const query = useInfiniteQuery({
    queryKey: ["credit", props.customer, "checks"],
    queryFn: ({ signal, pageParam }) =>
      get<{ items: Check[]; next: number | null }>(
        "credit/checks",
        { customer: props.customer, before: pageParam },
        signal,
      ),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Modal open width={760} title={t("credit.checksTitle")} footer={null} onCancel={() => props.onClose(null)}>
      {query.isPending && <Bones rows={5} />}
      {query.isError && <Failure message={messageOf(query.error)} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && <Empty text={t("credit.noChecks")} />}
      {items.length > 0 && (
        <ScrollX label={t("credit.checksTitle")}>
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{t("credit.at")}</th>
                <th scope="col">{t("credit.document")}</th>
                <th scope="col" className="is-right">
                  {t("credit.value")}
                </th>
                <th scope="col" className="is-right">
                  {t("credit.exposure")}
                </th>
                <th scope="col">{t("credit.verdict")}</th>
                <th scope="col">{t("credit.who")}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.id}>
                  <td className="num">{formatMoment(item.at)}</td>
                  <td>
                    {t(`credit.k_${item.kind}`)} {item.number}
                  </td>
                  <td className="is-right num">
                    {item.amount ? formatMoney(String(item.amount.amount), String(item.amount.currency)) : "—"}
                  </td>
                  <td className="is-right num">{formatMoney(item.exposure, props.currency)}</td>
                  <td>
                    <Tag color={COLORS[item.verdict]}>{t(`credit.v_${item.verdict}`)}</Tag>
                  </td>
                  <td>{item.user?.title ?? "—"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("credit.more")}
        </Button>
      )}
    </Modal>
  );
}
