/** How we fare against each competitor, over a time, and why we lose. */
import "@/i18n/words/sales";
import "@/ui/css/sales.css";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { useState } from "react";
import { get, isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { openForm } from "@/records/openForm";
import { formatBigMoney } from "@/ui/format";
import { useIsPhone, useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, NoPermission, PageHead, ScrollX, Tag } from "@/ui/parts";
import { nowShown } from "@/ui/zoned";
import type { Competition, Rival } from "./data";

const PERIODS = { all: null, year: 12, half: 6, quarter: 3 } as const;
type Period = keyof typeof PERIODS;
const TONES = { high: "red", medium: "orange", low: "gray" } as const;
const FORMAT = "YYYY-MM-DD";

const big = (amount: string | null): string => (amount === null ? "—" : formatBigMoney(amount, "CNY"));
const FIGURES: readonly { word: "met" | "wonAgainst" | "lostTo" | "stillOpen"; of: (rival: Rival) => string }[] = [
  { word: "met", of: (rival) => String(rival.met) },
  { word: "wonAgainst", of: (rival) => `${rival.won} · ${big(rival.won_amount)}` },
  { word: "lostTo", of: (rival) => `${rival.lost} · ${big(rival.lost_amount)}` },
  { word: "stillOpen", of: (rival) => String(rival.open) },
];

function Rate({ rival }: { rival: Rival }) {
  if (rival.win_rate === null) return <span className="muted">—</span>;
  return (
    <span className="rate">
      <span className="rate__bar" aria-hidden="true">
        <span style={{ width: `${rival.win_rate}%` }} />
      </span>
      <span className="num">{rival.win_rate}%</span>
    </span>
  );
}

const Name = ({ rival }: { rival: Rival }) => (
  <>
    <Link to="/r/$entity/$id" params={{ entity: "competitor", id: String(rival.id) }}>
      {rival.name}
    </Link>{" "}
    <Tag color={TONES[rival.threat]}>{t(`sales.threat.${rival.threat}`)}</Tag>
  </>
);

function Cards({ items }: { items: Rival[] }) {
  return (
    <ul className="fact-cards">
      {items.map((rival) => (
        <li key={rival.id}>
          <div className="row row--between">
            <span>
              <Name rival={rival} />
            </span>
            <Rate rival={rival} />
          </div>
          <dl>
            {FIGURES.map((figure) => (
              <div key={figure.word}>
                <dt>{t(`sales.${figure.word}`)}</dt>
                <dd className="num">{figure.of(rival)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}

function Rates({ items }: { items: Rival[] }) {
  return (
    <ScrollX label={t("sales.rates")}>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t("sales.competitor")}</th>
            <th scope="col">{t("sales.winRate")}</th>
            {FIGURES.map((figure) => (
              <th key={figure.word} scope="col" className="is-right">
                {t(`sales.${figure.word}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((rival) => (
            <tr key={rival.id}>
              <td>
                <Name rival={rival} />
              </td>
              <td>
                <Rate rival={rival} />
              </td>
              {FIGURES.map((figure) => (
                <td key={figure.word} className="is-right num">
                  {figure.of(rival)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

export default function CompetitionPage() {
  useTitle(t("nav.competition"));
  const phone = useIsPhone();
  const [period, setPeriod] = useState<Period>("year");
  const months = PERIODS[period];
  const words = months === null ? {} : { from: nowShown().subtract(months, "month").format(FORMAT) };
  const found = useQuery({
    queryKey: ["sales", "competition", words],
    queryFn: ({ signal }) => get<Competition>("sales/competition", words, signal),
    staleTime: 60_000,
  });
  if (isStatus(found.error, 403)) return <NoPermission />;
  const told = found.data;
  const most = Math.max(1, ...(told?.reasons.map((one) => one.count) ?? []));
  return (
    <div className="page">
      <PageHead
        title={t("nav.competition")}
        extra={
          <Select<Period>
            aria-label={t("sales.period")}
            value={period}
            style={{ width: 140 }}
            options={(Object.keys(PERIODS) as Period[]).map((key) => ({ value: key, label: t(`sales.period.${key}`) }))}
            onChange={setPeriod}
          />
        }
      >
        <span className="muted">{t("sales.competitionHint")}</span>
      </PageHead>
      {found.isError && <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />}
      {found.isPending && (
        <section className="panel">
          <Bones rows={8} />
        </section>
      )}
      {told && told.items.length === 0 && told.reasons.length === 0 && (
        <div className="panel">
          <Empty
            text={t("sales.noCompetition")}
            hint={t("sales.noCompetitionHint")}
            action={
              <Button icon={<Icon name="plus" size={14} />} onClick={() => void openForm({ entity: "competitor" })}>
                {t("sales.addCompetitor")}
              </Button>
            }
          />
        </div>
      )}
      {told && told.left_out > 0 && <p className="muted">{t("sales.leftOut", { n: told.left_out })}</p>}
      {told && (told.items.length > 0 || told.reasons.length > 0) && (
        <div className="competition">
          <section className="panel">
            <header className="panel__head">
              <h2>{t("sales.rates")}</h2>
            </header>
            {phone ? <Cards items={told.items} /> : <Rates items={told.items} />}
          </section>
          <section className="panel">
            <header className="panel__head">
              <h2>{t("sales.reasons")}</h2>
            </header>
            <ul className="lost-reasons">
              {told.reasons.map((one) => (
                <li key={one.reason}>
                  <Link
                    to="/r/$entity"
                    params={{ entity: "opportunity" }}
                    search={
                      {
                        f: {
                          and: [
                            { field: "state", op: "eq", value: "lost" },
                            { field: "lost_reason", op: "eq", value: one.reason },
                          ],
                        },
                      } as never
                    }
                  >
                    {one.label || t("sales.noReason")}
                  </Link>
                  <span className="lost-reasons__bar" aria-hidden="true">
                    <span style={{ width: `${(100 * one.count) / most}%` }} />
                  </span>
                  <span className="num">{one.count}</span>
                  <span className="num muted">{big(one.amount)}</span>
                </li>
              ))}
              {told.reasons.length === 0 && <li className="muted">{t("sales.nothingLost")}</li>}
            </ul>
          </section>
        </div>
      )}
    </div>
  );
}
