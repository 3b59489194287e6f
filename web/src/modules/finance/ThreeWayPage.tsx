/** Contract, invoice, receipt: what was agreed, invoiced and received, and where the three differ. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/finance";
import { formatMoney } from "@/ui/format";
import { useIsPhone, useTitle } from "@/ui/hooks";
import { Bones, Empty, Failure, PageHead, ScrollX } from "@/ui/parts";
import "@/ui/css/finance.css";

const GAPS = ["invoiced_not_received", "received_not_invoiced"] as const;
const FIGURES = ["invoiced", "received", ...GAPS] as const;
const ONLY = ["all", ...GAPS] as const;
type Only = (typeof ONLY)[number];

type Line = Record<(typeof FIGURES)[number], string | null> & {
  id: number;
  name: string;
  number: string;
  customer: { id: number; title: string | null };
  currency: string;
  amount: string | null;
};

interface Page {
  items: Line[];
  next: number | null;
}

export default function ThreeWayPage() {
  useTitle(t("nav.threeWay"));
  const phone = useIsPhone();
  const [only, setOnly] = useState<Only>("all");
  const found = useInfiniteQuery({
    queryKey: ["records", "contract", "three_way", only],
    queryFn: ({ pageParam, signal }) =>
      get<Page>("finance/three_way", pageParam ? { only, cursor: pageParam } : { only }, signal),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
  });
  const lines = found.data?.pages.flatMap((page) => page.items) ?? [];
  const cell = (value: string | null, currency: string) =>
    value === null || Number(value) === 0 ? <span className="muted">—</span> : formatMoney(value, currency);
  return (
    <div className="page">
      <PageHead
        title={t("nav.threeWay")}
        extra={
          <Segmented<Only>
            aria-label={t("nav.threeWay")}
            value={only}
            options={ONLY.map((value) => ({ value, label: t(`finance.${value}`) }))}
            onChange={setOnly}
          />
        }
      >
        <span className="muted">{t("finance.threeWayHint")}</span>
      </PageHead>
      <div className="panel">
        {found.isPending && <Bones rows={8} />}
        {found.isError && <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />}
        {found.data && lines.length === 0 && <Empty text={t("finance.noContracts")} />}
        {lines.length > 0 && phone && (
          <ul className="fact-cards">
            {lines.map((line) => (
              <li key={line.id}>
                <Link to="/r/$entity/$id" params={{ entity: "contract", id: String(line.id) } as never}>
                  {line.name}
                </Link>
                <p className="muted">
                  {line.customer.title ?? "—"} · {line.number}
                </p>
                <dl>
                  {(["amount", ...FIGURES] as const).map((figure) => (
                    <div key={figure}>
                      <dt>{t(figure === "amount" ? "finance.agreed" : `finance.${figure}`)}</dt>
                      <dd className="num">{cell(line[figure], line.currency)}</dd>
                    </div>
                  ))}
                </dl>
              </li>
            ))}
          </ul>
        )}
        {lines.length > 0 && !phone && (
          <ScrollX label={t("nav.threeWay")}>
            <table className="plain-table money-table">
              <thead>
                <tr>
                  <th scope="col">{t("finance.contract")}</th>
                  <th scope="col">{t("finance.customer")}</th>
                  <th scope="col" className="is-right">
                    {t("finance.agreed")}
                  </th>
                  {FIGURES.map((figure) => (
                    <th key={figure} scope="col" className="is-right">
                      {t(`finance.${figure}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {lines.map((line) => (
                  <tr key={line.id}>
                    <th scope="row">
                      <Link to="/r/$entity/$id" params={{ entity: "contract", id: String(line.id) } as never}>
                        {line.name}
                      </Link>{" "}
                      <span className="muted">{line.number}</span>
                    </th>
                    <td>{line.customer.title ?? "—"}</td>
                    <td className="is-right num">{cell(line.amount, line.currency)}</td>
                    {FIGURES.map((figure) => (
                      <td key={figure} className="is-right num">
                        {cell(line[figure], line.currency)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollX>
        )}
        {found.hasNextPage && (
          <p className="panel__body">
            <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
              {t("finance.more")}
            </Button>
          </p>
        )}
      </div>
    </div>
  );
}
