/** What became of leads: by source, campaign, month, owner, grade or region; each line opens the leads behind it. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { DatePicker, Segmented } from "antd";
import dayjs from "dayjs";
import { get, isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Condition } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/leads";
import "@/ui/css/leads.css";
import { addDays, monthAfter } from "@/ui/days";
import { formatMoney } from "@/ui/format";
import { useIsPhone, useTitle } from "@/ui/hooks";
import { Bones, Empty, Failure, NoPermission, PageHead, ScrollX } from "@/ui/parts";
import { BYS, type By, type Statistics, type StatisticsRow, share } from "./data";

const DAY = "YYYY-MM-DD";
/** Budgets are added up in the currency of the company. */
const BASE = "CNY";

/** The list of the leads behind a line. */
function filterOf(data: Statistics, row: StatisticsRow): Condition {
  // Whole days are those of the company, in which the page counts.
  const parts: Condition[] = [{ field: "created_at", op: "between", value: [data.from, data.to] }];
  if (data.by === "month" && row.key) {
    const first = `${row.key}-01`;
    parts.push({ field: "created_at", op: "between", value: [first, addDays(monthAfter(first, 1), -1)] });
  } else if (row.key === null) parts.push({ field: data.by, op: "empty" });
  else if (data.by === "owner") parts.push({ field: "owner", op: "eq", value: Number(row.key) });
  else if (data.by === "region") parts.push({ field: "region", op: "under", value: `${row.key}0000` });
  else parts.push({ field: data.by, op: "eq", value: row.key });
  return { and: parts };
}

export default function StatisticsPage() {
  useTitle(t("nav.leadStatistics"));
  const phone = useIsPhone();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { by?: By; from?: string; to?: string };
  const by: By = search.by && BYS.includes(search.by) ? search.by : "source";
  const query = useQuery({
    queryKey: ["records", "lead", "statistics", by, search.from ?? "", search.to ?? ""],
    queryFn: ({ signal }) => get<Statistics>("leads/statistics", { by, from: search.from, to: search.to }, signal),
    placeholderData: (before) => before,
    staleTime: 60_000,
  });
  const go = (change: Record<string, unknown>): void => {
    void navigate({ to: "/leads/statistics" as never, search: { ...search, by, ...change } as never });
  };
  const data = query.data;
  if (isStatus(query.error, 403)) return <NoPermission />;
  return (
    <div className="page">
      <PageHead
        title={t("nav.leadStatistics")}
        extra={
          <DatePicker.RangePicker
            aria-label={t("leads.period")}
            allowClear={false}
            value={data ? [dayjs(data.from), dayjs(data.to)] : null}
            onChange={(range) => range?.[0] && range[1] && go({ from: range[0].format(DAY), to: range[1].format(DAY) })}
          />
        }
      >
        <span className="muted">{t("leads.statsHint")}</span>
      </PageHead>
      <div className="lead-by">
        <Segmented
          aria-label={t("leads.by")}
          value={by}
          options={BYS.map((value) => ({ value, label: t(`leads.by_${value}`) }))}
          onChange={(value) => go({ by: value })}
        />
      </div>
      {query.isError && <Failure message={messageOf(query.error)} onRetry={() => void query.refetch()} />}
      {query.isPending && (
        <section className="panel">
          <Bones rows={8} />
        </section>
      )}
      {data && data.rows.length === 0 && (
        <section className="panel">
          <Empty text={t("leads.noStats")} hint={t("leads.noStatsHint")} />
        </section>
      )}
      {data && data.rows.length > 0 && phone && (
        <ul className="panel fact-cards">
          {[...(data.total ? [data.total] : []), ...data.rows].map((row) => (
            <Card key={row === data.total ? "total" : (row.key ?? "")} row={row} data={data} />
          ))}
        </ul>
      )}
      {data && data.rows.length > 0 && !phone && (
        <section className="panel">
          <ScrollX label={t("nav.leadStatistics")}>
            <table className="plain-table lead-stats">
              <thead>
                <tr>
                  <th scope="col">{t(`leads.by_${data.by}`)}</th>
                  {FIGURES.map(({ word }) => (
                    <th key={word} scope="col" className="is-right">
                      {t(`leads.${word}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {data.rows.map((row) => (
                  <Row key={row.key ?? ""} row={row} data={data} />
                ))}
                {data.total && <Row row={data.total} data={data} total />}
              </tbody>
            </table>
          </ScrollX>
        </section>
      )}
    </div>
  );
}

type Word = "made" | "called" | "open" | "convertedCount" | "droppedCount" | "rate" | "days" | "budget";
const FIGURES: readonly { word: Word; of: (row: StatisticsRow) => React.ReactNode }[] = [
  { word: "made", of: (row) => row.made },
  { word: "called", of: (row) => row.called },
  { word: "open", of: (row) => row.open },
  { word: "convertedCount", of: (row) => row.converted },
  { word: "droppedCount", of: (row) => row.dropped },
  { word: "rate", of: (row) => <Rate row={row} /> },
  { word: "days", of: (row) => row.days ?? "—" },
  { word: "budget", of: (row) => (row.amount === null ? "—" : formatMoney(row.amount, BASE)) },
];

function Rate({ row }: { row: StatisticsRow }) {
  const rate = row.made === 0 ? 0 : (row.converted / row.made) * 100;
  return (
    <span className="lead-rate">
      <span className="lead-rate__line" aria-hidden="true">
        <span className="lead-rate__fill" style={{ width: `${rate}%` }} />
      </span>
      {share(row.converted, row.made)}
    </span>
  );
}

function Name({ row, data }: { row: StatisticsRow; data: Statistics }) {
  if (row === data.total) return t("leads.total");
  return (
    <Link
      to="/r/$entity"
      params={{ entity: "lead" }}
      search={{ f: filterOf(data, row) } as never}
      title={t("leads.openList")}
    >
      {row.title ?? t("leads.unnamed")}
    </Link>
  );
}

function Card({ row, data }: { row: StatisticsRow; data: Statistics }) {
  return (
    <li>
      <div className="row row--between">
        <strong>
          <Name row={row} data={data} />
        </strong>
        <Rate row={row} />
      </div>
      <dl>
        {FIGURES.filter(({ word }) => word !== "rate").map(({ word, of }) => (
          <div key={word}>
            <dt>{t(`leads.${word}`)}</dt>
            <dd className="num">{of(row)}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

function Row({ row, data, total }: { row: StatisticsRow; data: Statistics; total?: boolean }) {
  return (
    <tr className={total ? "lead-total" : undefined}>
      <th scope="row">
        <Name row={row} data={data} />
      </th>
      {FIGURES.map(({ word, of }) => (
        <td key={word} className="is-right num">
          {of(row)}
        </td>
      ))}
    </tr>
  );
}
