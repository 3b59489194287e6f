/** What a report asks, in plain words: of what, counted how, by what, when, which, drawn how. */
import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import "@/i18n/words/reportsAsk";
import { useEntity } from "@/meta/hooks";
import ConditionField from "@/records/list/ConditionField";
import { Icon } from "@/ui/Icon";
import { Bones, Failure } from "@/ui/parts";
import { DayPick } from "./DayPick";
import { CHARTS, type Definition, type Dimension, fieldsQuery, type SourceFields, sourcesQuery } from "./data";
import { Measures } from "./Measures";
import { PeriodPick } from "./PeriodPick";

const MAX_DIMENSIONS = 2;
const TOPS = [5, 10, 20, 50, 100, 500];
const LEVELS = [1, 2, 3, 4];

type Change = (asked: Definition) => void;

export function Asking({ asked, onChange }: { asked: Definition; onChange: Change }) {
  const sources = useQuery(sourcesQuery);
  const fields = useQuery(fieldsQuery(asked.entity));
  const meta = useEntity(asked.entity).data;
  const set = (change: Partial<Definition>): void => onChange({ ...asked, ...change });
  const other = (entity: string): void =>
    onChange({ entity, dimensions: [], measures: [{ fn: "count" }], chart: asked.chart });
  return (
    <div className="asking">
      <Part title={t("reports.of")}>
        <Select
          aria-label={t("reports.of")}
          showSearch
          optionFilterProp="label"
          value={asked.entity}
          loading={sources.isPending}
          options={(sources.data ?? [{ key: asked.entity, label: meta?.label ?? "" }]).map((one) => ({
            value: one.key,
            label: one.label,
          }))}
          onChange={other}
        />
      </Part>
      {fields.isError && <Failure message={messageOf(fields.error)} onRetry={() => void fields.refetch()} />}
      {fields.isPending && <Bones rows={5} />}
      {fields.data && (
        <>
          <Part title={t("reports.measures")}>
            <Measures asked={asked} fields={fields.data} meta={meta} set={set} />
          </Part>
          <Part title={t("reports.by")}>
            <Dimensions asked={asked} fields={fields.data} set={set} />
          </Part>
          <Part title={t("reports.when")}>
            <When asked={asked} fields={fields.data} set={set} />
          </Part>
        </>
      )}
      {meta && (
        <Part title={t("reports.which")}>
          <ConditionField
            meta={meta}
            value={asked.filter ?? null}
            label={t("reports.which")}
            empty={t("reports.allOfThem")}
            onChange={(filter) => set({ filter })}
          />
        </Part>
      )}
      <Part title={t("reports.shown")}>
        <Shown asked={asked} set={set} />
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <fieldset className="plain-set asking__part">
      <legend className="field__name">{title}</legend>
      {children}
    </fieldset>
  );
}

interface Props {
  asked: Definition;
  fields: SourceFields;
  set: (change: Partial<Definition>) => void;
}

function Dimensions({ asked, fields, set }: Props) {
  const options = fields.dimensions.filter((one) => !one.bands).map((one) => ({ value: one.field, label: one.label }));
  const put = (at: number, next: Dimension | null): void => {
    const dimensions = asked.dimensions.map((one, place) => (place === at ? next : one));
    set({ dimensions: dimensions.filter((one): one is Dimension => one !== null) });
  };
  const fresh = (field: string): Dimension => {
    const kind = fields.dimensions.find((one) => one.field === field);
    if (kind?.type === "region") return { field, grain: "province" };
    return kind && kind.grains.length > 0 ? { field, grain: "month" } : { field };
  };
  return (
    <>
      {asked.dimensions.map((dimension, at) => {
        const kind = fields.dimensions.find((one) => one.field === dimension.field);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a dimension is its place
          <div key={at} className="row asking__line">
            <Select
              aria-label={t("reports.dimension", { n: at + 1 })}
              showSearch
              optionFilterProp="label"
              className="grow"
              value={dimension.field}
              options={options}
              onChange={(field: string) => put(at, fresh(field))}
            />
            {kind && kind.grains.length > 0 && (
              <Select
                aria-label={t("reports.grain")}
                value={dimension.grain || (kind.type === "region" ? "" : "day")}
                options={[
                  ...(kind.type === "region" ? [{ value: "", label: t("reports.g_county") }] : []),
                  ...kind.grains.map((grain) => ({ value: grain, label: t(`reports.g_${grain as "day"}`) })),
                ]}
                onChange={(grain: string) => put(at, { ...dimension, grain })}
              />
            )}
            {kind?.type === "department" && (
              <Select
                aria-label={t("reports.level")}
                value={dimension.level ?? 0}
                options={[
                  { value: 0, label: t("reports.itself") },
                  ...LEVELS.map((level) => ({ value: level, label: t("reports.levelOf", { n: level }) })),
                ]}
                onChange={(level: number) => put(at, { ...dimension, level })}
              />
            )}
            <Button
              aria-label={t("common.remove")}
              icon={<Icon name="close" size={14} />}
              onClick={() => put(at, null)}
            />
          </div>
        );
      })}
      {asked.dimensions.length < MAX_DIMENSIONS && (
        <Select
          aria-label={t("reports.addDimension")}
          showSearch
          optionFilterProp="label"
          placeholder={t("reports.addDimension")}
          value={null}
          options={options}
          onChange={(field: string | null) => field && set({ dimensions: [...asked.dimensions, fresh(field)] })}
        />
      )}
    </>
  );
}

function When({ asked, fields, set }: Props) {
  const date = asked.date_field ?? "";
  return (
    <>
      <Select
        aria-label={t("reports.dateField")}
        value={date}
        options={[
          { value: "", label: t("reports.anyTime") },
          ...fields.dates.map((one) => ({ value: one.field, label: one.label })),
        ]}
        onChange={(date_field: string) =>
          set(
            date_field
              ? { date_field, period: asked.period ?? { unit: "month", from: -11, to: 0 } }
              : { date_field: "", period: null, compare: "" },
          )
        }
      />
      {date && (
        <>
          <PeriodPick
            value={asked.period}
            none={t("reports.anyTime")}
            label={t("reports.period")}
            onChange={(period) => set({ period, ...(period ? {} : { compare: "" }) })}
          />
          {asked.period && (
            <Select
              aria-label={t("reports.compare")}
              value={asked.compare ?? ""}
              options={(["", "previous", "year"] as const).map((value) => ({
                value,
                label: t(`reports.k_${value || "none"}`),
              }))}
              onChange={(compare) => set({ compare })}
            />
          )}
        </>
      )}
      <label className="muted" htmlFor="report-as-of">
        {t("reports.asOf")}
      </label>
      <DayPick
        id="report-as-of"
        label={t("reports.asOf")}
        value={asked.as_of ?? null}
        onChange={(as_of) => set({ as_of })}
      />
    </>
  );
}

function Shown({ asked, set }: Omit<Props, "fields">) {
  const sort = asked.sort ? `${asked.sort.by}:${asked.sort.descending ? 1 : 0}` : "";
  const sorts = ["", "measure:1", "measure:0", "key:0", "key:1"];
  return (
    <>
      <div className="chart-kinds" role="radiogroup" aria-label={t("reports.shown")}>
        {CHARTS.map((kind) => (
          <label key={kind} className={`chart-kind${asked.chart === kind ? " is-on" : ""}`}>
            <input
              type="radio"
              name="chart-kind"
              className="sr-only"
              checked={asked.chart === kind}
              onChange={() => set({ chart: kind })}
            />
            {t(`reports.c_${kind}`)}
          </label>
        ))}
      </div>
      <div className="row row--wrap">
        <Select
          aria-label={t("reports.sort")}
          value={sort}
          options={sorts.map((value) => ({
            value,
            label: t(`reports.s_${value.replace(":", "") || "auto"}` as "reports.s_auto"),
          }))}
          onChange={(value: string) => {
            const [by, down] = value.split(":");
            set({ sort: value ? { by: by as "key", descending: down === "1" } : null });
          }}
        />
        <Select
          aria-label={t("reports.top")}
          value={asked.top ?? 50}
          options={TOPS.map((value) => ({ value, label: t("reports.topOf", { n: value }) }))}
          onChange={(top: number) => set({ top })}
        />
      </div>
    </>
  );
}
