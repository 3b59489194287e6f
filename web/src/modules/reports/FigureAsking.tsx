/** What can be chosen of a figure that the server reckons by itself: how it is shown and, where it has one, the period. */
import { Segmented } from "antd";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import "@/i18n/words/reportsAsk";
import type { ChartKind, FigureDefinition } from "./data";
import { PeriodPick } from "./PeriodPick";

const CHARTS: ChartKind[] = ["bar", "line", "pie", "funnel", "table"];

export function FigureAsking(props: {
  asked: FigureDefinition;
  dated: boolean;
  onChange: (asked: FigureDefinition) => void;
}) {
  const { asked } = props;
  return (
    <div className="asking">
      <p className="notice notice--info">{t("reports.figureHint")}</p>
      {props.dated && (
        <fieldset className="plain-set asking__part">
          <legend className="field__name">{t("reports.when")}</legend>
          <PeriodPick
            value={asked.period}
            none={t("reports.ownPeriods")}
            label={t("reports.period")}
            onChange={(period) => props.onChange({ ...asked, period })}
          />
        </fieldset>
      )}
      <fieldset className="plain-set asking__part">
        <legend className="field__name">{t("reports.shown")}</legend>
        <Segmented
          aria-label={t("reports.shown")}
          value={asked.chart ?? "bar"}
          options={CHARTS.map((kind) => ({ value: kind, label: t(`reports.c_${kind}`) }))}
          onChange={(chart) => props.onChange({ ...asked, chart })}
        />
      </fieldset>
    </div>
  );
}
