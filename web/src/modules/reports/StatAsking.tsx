/** Chosen figures, by whom, and when: a statistic of several kinds of records at once. */
import { useQuery } from "@tanstack/react-query";
import { Segmented, Select } from "antd";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import "@/i18n/words/reportsAsk";
import { dayOf } from "@/ui/format";
import { Bones, Failure } from "@/ui/parts";
import { DayPick } from "./DayPick";
import { type ChartKind, itemsQuery, type StatDefinition, type StatItem } from "./data";
import { PeriodPick } from "./PeriodPick";

const CHARTS: ChartKind[] = ["table", "bar", "line", "number"];
const MAX = 24;

export function StatAsking({ asked, onChange }: { asked: StatDefinition; onChange: (asked: StatDefinition) => void }) {
  const known = useQuery(itemsQuery);
  const set = (change: Partial<StatDefinition>): void => onChange({ ...asked, ...change });
  if (known.isPending) return <Bones rows={8} />;
  if (known.isError) return <Failure message={messageOf(known.error)} onRetry={() => void known.refetch()} />;
  const groups = new Map<string, StatItem[]>();
  for (const item of known.data.items) groups.set(item.group, [...(groups.get(item.group) ?? []), item]);
  const toggle = (key: string): void => {
    const items = asked.items.includes(key) ? asked.items.filter((one) => one !== key) : [...asked.items, key];
    set({ items: items.slice(0, MAX) });
  };
  const past = Boolean(asked.as_of);
  return (
    <div className="asking">
      <fieldset className="plain-set asking__part">
        <legend className="field__name">{t("reports.items")}</legend>
        {[...groups].map(([group, items]) => (
          <div key={group} className="stat-items">
            <span className="muted">{group}</span>
            <div className="stat-items__list">
              {items.map((item) => (
                <label key={item.key} className="row stat-item">
                  <input
                    type="checkbox"
                    className="check"
                    checked={asked.items.includes(item.key)}
                    onChange={() => toggle(item.key)}
                  />
                  {item.label}
                </label>
              ))}
            </div>
          </div>
        ))}
      </fieldset>
      <fieldset className="plain-set asking__part">
        <legend className="field__name">{t("reports.by")}</legend>
        <Select
          aria-label={t("reports.by")}
          value={asked.by}
          options={known.data.groups.map((one) => ({ value: one.key, label: one.label }))}
          onChange={(by: string) => set({ by })}
        />
      </fieldset>
      <fieldset className="plain-set asking__part">
        <legend className="field__name">{t("reports.when")}</legend>
        <Segmented
          aria-label={t("reports.when")}
          value={past ? "day" : "period"}
          options={[
            { value: "period", label: t("reports.inPeriod") },
            { value: "day", label: t("reports.atDay") },
          ]}
          onChange={(kind) => set(kind === "day" ? { as_of: dayOf(new Date()), compare: "" } : { as_of: null })}
        />
        {past ? (
          <DayPick
            label={t("reports.atDay")}
            value={asked.as_of ?? null}
            onChange={(as_of) => as_of && set({ as_of })}
          />
        ) : (
          <>
            <PeriodPick
              value={asked.period ?? { unit: "month", from: 0, to: 0 }}
              none={t("reports.p_month")}
              label={t("reports.period")}
              onChange={(period) => set({ period })}
            />
            <Select
              aria-label={t("reports.compare")}
              value={asked.compare ?? ""}
              options={(["", "previous", "year"] as const).map((value) => ({
                value,
                label: t(`reports.k_${value || "none"}`),
              }))}
              onChange={(compare) => set({ compare })}
            />
          </>
        )}
      </fieldset>
      <fieldset className="plain-set asking__part">
        <legend className="field__name">{t("reports.shown")}</legend>
        <Segmented
          aria-label={t("reports.shown")}
          value={asked.chart ?? "table"}
          options={CHARTS.map((kind) => ({ value: kind, label: t(`reports.c_${kind}`) }))}
          onChange={(chart) => set({ chart })}
        />
      </fieldset>
    </div>
  );
}
