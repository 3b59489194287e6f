/** Receivables by age: what should have come in, for how long already, by customer, person or department. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Condition } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/finance";
import { formatMoney } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Bones, Empty, Failure, PageHead, ScrollX, Tag } from "@/ui/parts";
import "@/ui/css/finance.css";
import { before, openPlans } from "./data";

const BANDS = ["total", "not_due", "d30", "d60", "d90", "d180", "older"] as const;
type Figures = Record<(typeof BANDS)[number], string> & { oldest: number };
type By = "customer" | "owner" | "department";

interface Page {
  on: string;
  currency: string;
  items: (Figures & { id: number | null; title: string | null })[];
  total: Figures;
  next: string | null;
}

const FIELDS: Record<By, string> = { customer: "customer", owner: "owner", department: "dept" };
/** Band → so many days overdue at least and at most. */
const DAYS: Record<(typeof BANDS)[number], readonly [number | null, number | null]> = {
  total: [null, null],
  not_due: [null, 0],
  d30: [1, 30],
  d60: [31, 60],
  d90: [61, 90],
  d180: [91, 180],
  older: [181, null],
};

/** The open plans behind a number. */
function behind(band: (typeof BANDS)[number], on: string, who: Condition[]): Condition {
  const [least, most] = DAYS[band];
  const days: Condition[] = [];
  if (most !== null) days.push({ field: "planned_on", op: "gte", value: before(on, most) });
  if (least !== null) days.push({ field: "planned_on", op: "lte", value: before(on, least) });
  return openPlans(...days, ...who);
}

function Cells(props: { line: Figures; currency: string; on: string; who: Condition[] }) {
  const { line, currency } = props;
  return (
    <>
      {BANDS.map((band) => (
        <td key={band} className="is-right num">
          {Number(line[band]) === 0 ? (
            <span className="muted">—</span>
          ) : (
            <Link
              to="/r/$entity"
              params={{ entity: "receipt_plan" }}
              search={{ f: behind(band, props.on, props.who) } as never}
              className="quiet-link"
            >
              {formatMoney(line[band], currency)}
            </Link>
          )}
        </td>
      ))}
      <td className="is-right num">
        {line.oldest > 0 && (
          <Tag color={line.oldest > 90 ? "red" : "orange"}>{t("finance.days", { days: line.oldest })}</Tag>
        )}
      </td>
    </>
  );
}

export default function AgeingPage() {
  useTitle(t("nav.ageing"));
  const [by, setBy] = useState<By>("customer");
  const found = useInfiniteQuery({
    queryKey: ["records", "receipt_plan", "ageing", by],
    queryFn: ({ pageParam, signal }) =>
      get<Page>("finance/ageing", pageParam ? { by, cursor: pageParam } : { by }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
  const first = found.data?.pages[0];
  const lines = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page">
      <PageHead
        title={t("nav.ageing")}
        extra={
          <Segmented<By>
            aria-label={t("nav.ageing")}
            value={by}
            options={[
              { value: "customer", label: t("finance.byCustomer") },
              { value: "owner", label: t("finance.byOwner") },
              { value: "department", label: t("finance.byDepartment") },
            ]}
            onChange={setBy}
          />
        }
      >
        <span className="muted">{t("finance.ageingHint")}</span>
      </PageHead>
      <div className="panel">
        {found.isPending && <Bones rows={8} />}
        {found.isError && <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />}
        {first && lines.length === 0 && <Empty text={t("finance.none")} hint={t("finance.noneHint")} />}
        {first && lines.length > 0 && (
          <ScrollX label={t("nav.ageing")}>
            <table className="plain-table">
              <thead>
                <tr>
                  <th scope="col">{t("finance.who")}</th>
                  {([...BANDS, "oldest"] as const).map((band) => (
                    <th key={band} scope="col" className="is-right">
                      {t(`finance.${band}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                <tr>
                  <th scope="row">{t("finance.total")}</th>
                  <Cells line={first.total} currency={first.currency} on={first.on} who={[]} />
                </tr>
                {lines.map((line) => (
                  <tr key={line.id ?? 0}>
                    <th scope="row">
                      {by === "customer" && line.id !== null && line.title ? (
                        <Link to="/r/$entity/$id" params={{ entity: "customer", id: String(line.id) } as never}>
                          {line.title}
                        </Link>
                      ) : (
                        (line.title ?? t("finance.nobody"))
                      )}
                    </th>
                    <Cells
                      line={line}
                      currency={first.currency}
                      on={first.on}
                      who={[
                        line.id === null
                          ? { field: FIELDS[by], op: "empty" }
                          : { field: FIELDS[by], op: "eq", value: line.id },
                      ]}
                    />
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
