/** The figures of a report: numbers of records, sums and averages of their fields, and shares of one in another. */
import { Button, Input, Select } from "antd";
import type { EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import "@/i18n/words/reportsAsk";
import ConditionField from "@/records/list/ConditionField";
import { Icon } from "@/ui/Icon";
import type { Definition, Fn, Measure, SourceFields } from "./data";

const MAX = 8;

interface Option {
  value: string;
  label: string;
}

function optionsOf(fields: SourceFields, ratio: boolean): Option[] {
  const found: Option[] = [{ value: "count", label: t("reports.f_count") }];
  for (const one of fields.measures)
    for (const fn of one.fns)
      found.push({ value: `${fn}:${one.field}`, label: t(`reports.f_${fn as "sum"}`, { field: one.label }) });
  if (ratio) found.push({ value: "ratio", label: t("reports.f_ratio") });
  return found;
}

const codeOf = (measure: Measure): string => (measure.field ? `${measure.fn}:${measure.field}` : measure.fn);

function measureOf(value: string, old?: Measure): Measure {
  const [fn, field] = value.split(":");
  const kept = { label: old?.label, filter: old?.filter };
  if (fn === "ratio") return { fn: "ratio", of: 1, by: 0, percent: true, label: old?.label };
  return field ? { ...kept, fn: fn as Fn, field } : { ...kept, fn: "count" };
}

export function Measures(props: {
  asked: Definition;
  fields: SourceFields;
  meta: EntityMeta | undefined;
  set: (change: Partial<Definition>) => void;
}) {
  const { measures } = props.asked;
  const options = optionsOf(props.fields, measures.filter((one) => one.fn !== "ratio").length > 1);
  const put = (at: number, next: Measure): void =>
    props.set({ measures: measures.map((one, place) => (place === at ? next : one)) });
  const remove = (at: number): void => {
    // A ratio names its parts by their places, so it goes with them.
    const rest = measures.filter((_one, place) => place !== at).filter((one) => one.fn !== "ratio");
    props.set({ measures: rest.length > 0 ? rest : [{ fn: "count" }], sort: null });
  };
  const plain = measures.map((one, at) => ({ one, at })).filter(({ one }) => one.fn !== "ratio");
  const nameOf = (one: Measure): string =>
    one.label || (options.find((option) => option.value === codeOf(one))?.label ?? one.fn);
  return (
    <>
      {measures.map((measure, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a measure is its place
        <div key={at} className="asking__measure">
          <div className="row asking__line">
            <Select
              aria-label={t("reports.measure", { n: at + 1 })}
              showSearch
              optionFilterProp="label"
              className="grow"
              value={codeOf(measure)}
              options={
                options.some((one) => one.value === codeOf(measure))
                  ? options
                  : [...options, { value: codeOf(measure), label: nameOf(measure) }]
              }
              onChange={(value: string) => put(at, measureOf(value, measure))}
            />
            {measures.length > 1 && (
              <Button
                aria-label={t("common.remove")}
                icon={<Icon name="close" size={14} />}
                onClick={() => remove(at)}
              />
            )}
          </div>
          {measure.fn === "ratio" && (
            <div className="row asking__line">
              {(["of", "by"] as const).map((side) => (
                <Select
                  key={side}
                  className="grow"
                  aria-label={t(side === "of" ? "reports.part" : "reports.whole")}
                  value={measure[side] ?? 0}
                  options={plain.map(({ one, at: place }) => ({ value: place, label: nameOf(one) }))}
                  onChange={(place: number) => put(at, { ...measure, [side]: place })}
                />
              ))}
            </div>
          )}
          <details className="asking__more" open={Boolean(measure.filter || measure.label)}>
            <summary>{t("reports.measureMore")}</summary>
            <Input
              aria-label={t("reports.measureName")}
              placeholder={t("reports.measureName")}
              maxLength={60}
              value={measure.label ?? ""}
              onChange={(event) => put(at, { ...measure, label: event.target.value })}
            />
            {props.meta && measure.fn !== "ratio" && (
              <ConditionField
                meta={props.meta}
                value={measure.filter ?? null}
                label={t("reports.measureOnly")}
                empty={t("reports.measureAll")}
                onChange={(filter) => put(at, { ...measure, filter })}
              />
            )}
          </details>
        </div>
      ))}
      {measures.length < MAX && (
        <Button
          size="small"
          icon={<Icon name="plus" size={14} />}
          onClick={() => props.set({ measures: [...measures, { fn: "count" }] })}
        >
          {t("reports.addMeasure")}
        </Button>
      )}
    </>
  );
}
