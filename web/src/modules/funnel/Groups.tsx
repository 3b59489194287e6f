/** Opportunities by what they have in common, with the share that was won; and where it goes slowly. */
import { t } from "@/i18n";
import { formatDecimal } from "@/ui/format";
import { Empty, ScrollX } from "@/ui/parts";
import { type Bottleneck, type Group, written } from "./data";

export function Rate({ rate }: { rate: number | null }) {
  if (rate === null) return <span className="muted">—</span>;
  return (
    <span className="rate">
      <span className="rate__bar" aria-hidden="true">
        <span style={{ width: `${rate}%` }} />
      </span>
      <span className="num">{rate}%</span>
    </span>
  );
}

export function Groups({ items, money, label }: { items: Group[]; money: boolean; label: string }) {
  if (items.length === 0) return <Empty text={t("funnel.noRate")} />;
  return (
    <ScrollX label={label}>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{label}</th>
            <th scope="col" className="is-right">
              {t("funnel.total")}
            </th>
            {money && (
              <th scope="col" className="is-right">
                {t("funnel.by.amount")}
              </th>
            )}
            <th scope="col" className="is-right">
              {t("funnel.won")}
            </th>
            <th scope="col" className="is-right">
              {t("funnel.lost")}
            </th>
            <th scope="col">{t("funnel.winRate")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.key ?? ""}>
              <th scope="row">{item.title ?? (item.key ? t("funnel.unknown") : t("funnel.none"))}</th>
              <td className="is-right num">{formatDecimal(item.count)}</td>
              {money && <td className="is-right num">{written(item, "amount")}</td>}
              <td className="is-right num">{formatDecimal(item.won)}</td>
              <td className="is-right num">{formatDecimal(item.lost)}</td>
              <td>
                <Rate rate={item.win_rate} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

export function Bottlenecks({ items }: { items: Bottleneck[] }) {
  if (items.length === 0) return <p className="panel__body muted">{t("funnel.noBottlenecks")}</p>;
  return (
    <ScrollX label={t("funnel.bottlenecks")}>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t("funnel.who")}</th>
            <th scope="col">{t("funnel.stage")}</th>
            <th scope="col" className="is-right">
              {t("funnel.own")}
            </th>
            <th scope="col" className="is-right">
              {t("funnel.usual")}
            </th>
            <th scope="col" className="is-right">
              {t("funnel.ratio")}
            </th>
            <th scope="col" className="is-right">
              {t("funnel.samples")}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={`${item.kind}${item.id}.${item.stage}`}>
              <th scope="row">{item.title ?? t("funnel.unknown")}</th>
              <td>{item.stage_title}</td>
              <td className="is-right num">{t("funnel.dayCount", { n: item.days })}</td>
              <td className="is-right num">{t("funnel.dayCount", { n: item.usual })}</td>
              <td className="is-right num">×{item.ratio}</td>
              <td className="is-right num">{item.samples}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
