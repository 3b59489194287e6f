/** How often we win, by where it came from, what it was, how large and against whom; and why we lose. */
import { useQuery } from "@tanstack/react-query";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { Bones, Empty, Failure } from "@/ui/parts";
import { type Group, type RateKey, type Wins, written } from "./data";
import { Groups } from "./Groups";

const RATES: RateKey[] = ["source", "product", "band", "competitor"];

export function WinsTab({ query }: { query: Record<string, string | number | undefined> }) {
  const found = useQuery({
    queryKey: ["funnel", "wins", query],
    queryFn: ({ signal }) => get<Wins>("report/wins", query, signal),
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
  if (found.isError) return <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />;
  if (found.isPending)
    return (
      <section className="panel">
        <Bones rows={8} />
      </section>
    );
  const { by, money } = found.data;
  return (
    <div className="funnel-rates">
      {by.lost_reason && (
        <section className="panel">
          <header className="panel__head">
            <h2>{t("funnel.rate.lost_reason")}</h2>
          </header>
          <Reasons items={by.lost_reason} money={money} />
        </section>
      )}
      {RATES.filter((key) => by[key]).map((key) => (
        <section className="panel" key={key}>
          <header className="panel__head">
            <h2>{t(`funnel.rate.${key}` as "funnel.rate.source")}</h2>
          </header>
          <Groups
            items={by[key] ?? []}
            money={money && key !== "competitor"}
            label={t(`funnel.rate.${key}` as "funnel.rate.source")}
          />
        </section>
      ))}
    </div>
  );
}

function Reasons({ items, money }: { items: Group[]; money: boolean }) {
  if (items.length === 0) return <Empty text={t("funnel.noRate")} />;
  const most = Math.max(1, ...items.map((item) => item.lost));
  return (
    <ul className="lost-reasons">
      {items.map((item) => (
        <li key={item.key ?? ""}>
          <span>{item.title ?? t("funnel.none")}</span>
          <span className="lost-reasons__bar" aria-hidden="true">
            <span style={{ width: `${(100 * item.lost) / most}%` }} />
          </span>
          <span className="num">{item.lost}</span>
          <span className="num muted">{money ? written(item, "amount") : ""}</span>
        </li>
      ))}
    </ul>
  );
}
