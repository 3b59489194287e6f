/** On the page of a competitor: how we fare against it. */
import "@/i18n/words/sales";
import "@/ui/css/sales.css";
import { useQuery } from "@tanstack/react-query";
import { get } from "@/api/client";
import { t } from "@/i18n";
import type { SlotProps } from "@/slots";
import { formatBigMoney } from "@/ui/format";
import { Bones } from "@/ui/parts";
import type { Competition } from "./data";

const big = (amount: string | null): string => (amount === null ? "—" : formatBigMoney(amount, "CNY"));

export default function RatesPanel({ record }: SlotProps["recordPanel"]) {
  const found = useQuery({
    queryKey: ["sales", "competition", record.id],
    queryFn: ({ signal }) => get<Competition>("sales/competition", { competitor: record.id }, signal),
    staleTime: 60_000,
    retry: false,
  });
  if (found.isError) return null;
  const one = found.data?.items[0];
  return (
    <section className="panel">
      <header className="panel__head">
        <h2>{t("sales.rates")}</h2>
      </header>
      <div className="panel__body stack">
        {found.isPending && <Bones rows={3} />}
        {found.data && !one && <p className="muted">{t("sales.neverMet")}</p>}
        {one && (
          <dl className="rates">
            <dt>{t("sales.winRate")}</dt>
            <dd>{one.win_rate === null ? "—" : `${one.win_rate}%`}</dd>
            <dt>{t("sales.met")}</dt>
            <dd>{one.met}</dd>
            <dt>{t("sales.wonAgainst")}</dt>
            <dd>
              {one.won} · {big(one.won_amount)}
            </dd>
            <dt>{t("sales.lostTo")}</dt>
            <dd>
              {one.lost} · {big(one.lost_amount)}
            </dd>
            <dt>{t("sales.stillOpen")}</dt>
            <dd>{one.open}</dd>
          </dl>
        )}
        {one && one.left_out > 0 && <p className="muted">{t("sales.leftOut", { n: one.left_out })}</p>}
        {found.data && one && found.data.reasons.length > 0 && (
          <p className="muted">
            {t("sales.whyLost")}
            {found.data.reasons.map((reason) => `${reason.label} ${reason.count}`).join("、")}
          </p>
        )}
      </div>
    </section>
  );
}
