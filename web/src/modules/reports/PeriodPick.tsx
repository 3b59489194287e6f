/** A period in a few words: usual ones by name, any other by its two days. */
import { Select } from "antd";
import { type MessageKey, t } from "@/i18n";
import "@/i18n/words/reports";
import { dayOf } from "@/ui/format";
import { DayPick } from "./DayPick";
import type { Period, Unit } from "./data";

interface Usual {
  key: string;
  label: MessageKey;
  period: { unit: Unit; from: number; to: number };
}

const USUAL: Usual[] = [
  { key: "today", label: "reports.p_today", period: { unit: "day", from: 0, to: 0 } },
  { key: "week", label: "reports.p_week", period: { unit: "week", from: 0, to: 0 } },
  { key: "month", label: "reports.p_month", period: { unit: "month", from: 0, to: 0 } },
  { key: "last_month", label: "reports.p_lastMonth", period: { unit: "month", from: -1, to: -1 } },
  { key: "quarter", label: "reports.p_quarter", period: { unit: "quarter", from: 0, to: 0 } },
  { key: "last_quarter", label: "reports.p_lastQuarter", period: { unit: "quarter", from: -1, to: -1 } },
  { key: "year", label: "reports.p_year", period: { unit: "year", from: 0, to: 0 } },
  { key: "last_year", label: "reports.p_lastYear", period: { unit: "year", from: -1, to: -1 } },
  { key: "30", label: "reports.p_30", period: { unit: "day", from: -29, to: 0 } },
  { key: "12", label: "reports.p_12", period: { unit: "month", from: -11, to: 0 } },
];

function keyOf(period: Period | null | undefined): string {
  if (!period) return "";
  if ("first" in period) return "free";
  const found = USUAL.find(
    ({ period: one }) => one.unit === period.unit && one.from === period.from && one.to === period.to,
  );
  return found?.key ?? `${period.unit}:${period.from}:${period.to}`;
}

export function periodText(period: Period | null | undefined): string {
  if (!period) return "";
  if ("first" in period) return `${period.first} – ${period.last}`;
  const found = USUAL.find((one) => one.key === keyOf(period));
  return found ? t(found.label) : t("reports.p_other", { ...period, unit: t(`reports.u_${period.unit}`) });
}

export function PeriodPick(props: {
  value: Period | null | undefined;
  onChange: (period: Period | null) => void;
  /** What no choice means. */
  none: string;
  label: string;
}) {
  const key = keyOf(props.value);
  const options = [
    { value: "", label: props.none },
    ...USUAL.map((one) => ({ value: one.key, label: t(one.label) })),
    ...(props.value && "unit" in props.value && !USUAL.some((one) => one.key === key)
      ? [{ value: key, label: periodText(props.value) }]
      : []),
    { value: "free", label: t("reports.p_free") },
  ];
  const pick = (next: string): void => {
    if (next === "") props.onChange(null);
    else if (next === "free") {
      const today = dayOf(new Date());
      props.onChange({ first: `${today.slice(0, 8)}01`, last: today });
    } else props.onChange(USUAL.find((one) => one.key === next)?.period ?? props.value ?? null);
  };
  const free = props.value && "first" in props.value ? props.value : null;
  const day = (side: "first" | "last", text: string | null): void => {
    if (!free || !text) return;
    const next = { ...free, [side]: text };
    // The other end comes along, so that there is never a period that ends before it begins.
    if (next.first > next.last) next[side === "first" ? "last" : "first"] = text;
    props.onChange(next);
  };
  return (
    <span className="period-pick">
      <Select
        aria-label={props.label}
        value={key}
        options={options}
        onChange={pick}
        popupMatchSelectWidth={false}
        style={{ minWidth: 128 }}
      />
      {free && (
        <>
          <DayPick label={t("reports.first")} value={free.first} onChange={(text) => day("first", text)} />
          <DayPick label={t("reports.last")} value={free.last} onChange={(text) => day("last", text)} />
        </>
      )}
    </span>
  );
}
