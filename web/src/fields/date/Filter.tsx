import { DatePicker, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import { t } from "@/i18n";
import "@/i18n/words/filters";
import { clear } from "@/ui/clear";
import type { FilterProps } from "../types";
import { isPeriod, keyOf, PERIODS, UNITS } from "./period";

function PeriodFilter({ value, onChange, label, placeholder }: FilterProps) {
  const period = isPeriod(value) ? value : null;
  const known = period && PERIODS.some((item) => keyOf(item.period) === keyOf(period));
  const choice = period ? (known ? keyOf(period) : "custom") : undefined;
  return (
    <span className="row row--wrap">
      <Select
        aria-label={label}
        style={{ minWidth: 132 }}
        value={choice}
        placeholder={placeholder ?? t("form.choose")}
        allowClear={clear()}
        options={[
          ...PERIODS.map((item) => ({ value: keyOf(item.period), label: t(item.key) })),
          { value: "custom", label: t("period.custom") },
        ]}
        onChange={(key: string | undefined) => {
          if (key === undefined) {
            onChange(null);
            return;
          }
          const found = PERIODS.find((item) => keyOf(item.period) === key);
          onChange(found ? found.period : { unit: "day", from: -90, to: 0 });
        }}
      />
      {period && !known && (
        <>
          <InputNumber
            aria-label={t("period.from")}
            style={{ width: 76 }}
            value={period.from}
            precision={0}
            onChange={(from) => onChange({ ...period, from: from ?? 0 })}
          />
          –
          <InputNumber
            aria-label={t("period.to")}
            style={{ width: 76 }}
            value={period.to}
            precision={0}
            onChange={(to) => onChange({ ...period, to: to ?? 0 })}
          />
          <Select
            aria-label={t("period.unit")}
            style={{ width: 84 }}
            value={period.unit}
            options={UNITS.map((unit) => ({ value: unit, label: t(`unit.${unit}`) }))}
            onChange={(unit) => onChange({ ...period, unit })}
          />
        </>
      )}
    </span>
  );
}

export default function DateFilter(props: FilterProps) {
  const { op, value, onChange, label, placeholder } = props;
  if (op === "within") return <PeriodFilter {...props} />;
  if (op === "between") {
    const [from, to] = Array.isArray(value) ? value : [null, null];
    return (
      <DatePicker.RangePicker
        aria-label={label}
        style={{ width: "100%" }}
        value={[from ? dayjs(String(from)) : null, to ? dayjs(String(to)) : null]}
        onChange={(range) => onChange(range?.[0] && range[1] ? range.map((day) => day?.format("YYYY-MM-DD")) : null)}
      />
    );
  }
  return (
    <DatePicker
      aria-label={label}
      style={{ width: "100%" }}
      value={typeof value === "string" && !value.startsWith("$") ? dayjs(value) : null}
      placeholder={value === "$today" ? t("period.today") : (placeholder ?? t("form.chooseDate"))}
      onChange={(day) => onChange(day ? day.format("YYYY-MM-DD") : null)}
    />
  );
}
