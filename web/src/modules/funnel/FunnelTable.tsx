/** The same as the chart in figures, with all percentiles. */
import { t } from "@/i18n";
import { formatDecimal } from "@/ui/format";
import { ScrollX } from "@/ui/parts";
import { type Funnel, written } from "./data";

const figure = (value: number | null | undefined, unit = ""): string =>
  value == null ? "—" : `${formatDecimal(value)}${unit}`;

export function FunnelTable({ data }: { data: Funnel }) {
  return (
    <ScrollX label={t("nav.funnel")}>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t("funnel.stage")}</th>
            <th scope="col" className="is-right">
              {t("funnel.standing")}
            </th>
            {data.money && (
              <th scope="col" className="is-right">
                {t("funnel.by.amount")}
              </th>
            )}
            {data.money && (
              <th scope="col" className="is-right">
                {t("funnel.by.weighted")}
              </th>
            )}
            <th scope="col" className="is-right">
              {t("funnel.reached")}
            </th>
            <th scope="col" className="is-right">
              {t("funnel.conversion")}
            </th>
            <th scope="col" className="is-right">
              {t("funnel.lostHere")}
            </th>
            <th scope="col" className="is-right">
              {t("funnel.days")} {t("funnel.p50")}
            </th>
            <th scope="col" className="is-right">
              {t("funnel.p75")}
            </th>
            <th scope="col" className="is-right">
              {t("funnel.p90")}
            </th>
          </tr>
        </thead>
        <tbody>
          {data.stages.map((stage) => (
            <tr key={stage.id}>
              <th scope="row">{stage.title}</th>
              <td className="is-right num">{formatDecimal(stage.count)}</td>
              {data.money && <td className="is-right num">{written(stage, "amount")}</td>}
              {data.money && <td className="is-right num">{written(stage, "weighted")}</td>}
              <td className="is-right num">{figure(stage.reached)}</td>
              <td className="is-right num">{figure(stage.conversion, "%")}</td>
              <td className="is-right num">{figure(stage.lost_here)}</td>
              <td className="is-right num">{figure(stage.days?.p50)}</td>
              <td className="is-right num">{figure(stage.days?.p75)}</td>
              <td className="is-right num">{figure(stage.days?.p90)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
