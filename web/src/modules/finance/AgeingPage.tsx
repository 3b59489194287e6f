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
import { useIsPhone, useTitle } from "@/ui/hooks";
import { Bones, Empty, Failure, PageHead, ScrollX, Tag } from "@/ui/parts";
import "@/ui/css/finance.css";
import { before, openPlans } from "./data";

const BANDS = ["total", "not_due", "d30", "d60", "d90", "d180", "older"] as const;
type Figures = Record<(typeof BANDS)[number], string> & { oldest: number };
type By = "customer" | "owner" | "department";

type Line = Figures & { id: number | null; title: string | null };

interface Page {
  on: string;
  currency: string;
  items: Line[];
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

interface LineProps {
  line: Figures;
  currency: string;
  on: string;
  who: Condition[];
}

function Amount({ band, line, currency, on, who }: LineProps & { band: (typeof BANDS)[number] }) {
  if (Number(line[band]) === 0) return <span className="muted">—</span>;
  return (
    <Link
      to="/r/$entity"
      params={{ entity: "receipt_plan" }}
      search={{ f: behind(band, on, who) } as never}
      className="quiet-link"
    >
      {formatMoney(line[band], currency)}
    </Link>
  );
}

function Oldest({ days }: { days: number }) {
  return days > 0 && <Tag color={days > 90 ? "red" : "orange"}>{t("finance.days", { days })}</Tag>;
}

function Cells(props: LineProps) {
  return (
    <>
      {BANDS.map((band) => (
        <td key={band} className="is-right num">
          <Amount band={band} {...props} />
        </td>
      ))}
      <td className="is-right num">
        <Oldest days={props.line.oldest} />
      </td>
    </>
  );
}

/** On the phone: the total, and of the bands those that are not empty. */
function Card({ name, ...props }: LineProps & { name: React.ReactNode }) {
  return (
    <li>
      <div className="row">
        <span className="grow">{name}</span>
        <Oldest days={props.line.oldest} />
      </div>
      <dl>
        {BANDS.filter((band) => Number(props.line[band]) !== 0).map((band) => (
          <div key={band}>
            <dt>{t(`finance.${band}`)}</dt>
            <dd className="num">
              <Amount band={band} {...props} />
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

export default function AgeingPage() {
  useTitle(t("nav.ageing"));
  const phone = useIsPhone();
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
  const nameOf = (line: Line): React.ReactNode =>
    by === "customer" && line.id !== null && line.title ? (
      <Link to="/r/$entity/$id" params={{ entity: "customer", id: String(line.id) } as never}>
        {line.title}
      </Link>
    ) : (
      (line.title ?? t("finance.nobody"))
    );
  const common = (line: Line) => ({
    currency: first?.currency ?? "CNY",
    on: first?.on ?? "",
    who: [
      line.id === null
        ? ({ field: FIELDS[by], op: "empty" } as Condition)
        : ({ field: FIELDS[by], op: "eq", value: line.id } as Condition),
    ],
  });
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
        {first && lines.length > 0 && phone && (
          <ul className="fact-cards">
            <Card
              name={<strong>{t("finance.all")}</strong>}
              line={first.total}
              currency={first.currency}
              on={first.on}
              who={[]}
            />
            {lines.map((line) => (
              <Card key={line.id ?? 0} name={nameOf(line)} line={line} {...common(line)} />
            ))}
          </ul>
        )}
        {first && lines.length > 0 && !phone && (
          <ScrollX label={t("nav.ageing")}>
            <table className="plain-table money-table">
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
                    <th scope="row">{nameOf(line)}</th>
                    <Cells line={line} {...common(line)} />
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
