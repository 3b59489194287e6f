import { DatePicker, Input, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import { t } from "@/i18n";
import type { InputProps } from "../types";
import { DAYS, EVERY_WEEK, FREQUENCIES, type Frequency, parseRule, type Repeat, ruleText, untilDay } from "./rule";
import "@/ui/css/recurrence.css";

const MONTH_DAYS = Array.from({ length: 31 }, (_, at) => at + 1);
const MAX_INTERVAL = 99;
const MAX_COUNT = 1_000;
type How = Frequency | "never" | "own";
type End = "endless" | "times" | "onDate";

/** Chosen in parts: how often, on which days, until when. A rule that says more stays text. */
export default function RecurrenceInput(props: InputProps) {
  const { value, onChange } = props;
  const rule = parseRule(value);
  const how: How = rule?.freq ?? (typeof value === "string" && value ? "own" : "never");
  const set = (part: Partial<Repeat>): void => onChange(ruleText({ ...(rule ?? EVERY_WEEK), ...part }));
  const choose = (next: How): void => {
    if (next === "never") onChange(null);
    else if (next !== "own") set({ freq: next, days: [], monthDay: null });
  };
  const choices: How[] = ["never", ...FREQUENCIES, ...(how === "own" ? (["own"] as const) : [])];
  return (
    <div className="recurrence">
      <Select<How>
        id={props.id}
        className="full"
        aria-label={props.label ?? t("recurrence.how")}
        aria-describedby={props.describedBy}
        status={props.invalid ? "error" : undefined}
        value={how}
        options={choices.map((each) => ({ value: each, label: t(`recurrence.${each}`) }))}
        onChange={choose}
      />
      {how === "own" && (
        <Input
          aria-label={t("recurrence.own")}
          value={String(value)}
          maxLength={200}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {rule && (
        <>
          <InputNumber
            className="full"
            aria-label={t("recurrence.every")}
            prefix={<span className="muted">{t("recurrence.every")}</span>}
            suffix={t(UNIT[rule.freq])}
            min={1}
            max={MAX_INTERVAL}
            precision={0}
            value={rule.interval}
            onChange={(interval) => set({ interval: interval ?? 1 })}
          />
          {rule.freq === "WEEKLY" && <Weekdays rule={rule} set={set} />}
          {rule.freq === "MONTHLY" && (
            <Select<number>
              className="full"
              aria-label={t("recurrence.monthDay")}
              value={rule.monthDay ?? 0}
              options={[
                { value: 0, label: t("recurrence.sameDay") },
                { value: -1, label: t("recurrence.last") },
                ...MONTH_DAYS.map((n) => ({ value: n, label: t("recurrence.nth", { n }) })),
              ]}
              onChange={(day) => set({ monthDay: day === 0 ? null : day })}
            />
          )}
          <Ending rule={rule} set={set} />
          <EndValue rule={rule} set={set} />
        </>
      )}
    </div>
  );
}

const UNIT = { DAILY: "unit.day", WEEKLY: "unit.week", MONTHLY: "unit.month", YEARLY: "unit.year" } as const;

interface PartProps {
  rule: Repeat;
  set: (part: Partial<Repeat>) => void;
}

function Weekdays({ rule, set }: PartProps) {
  return (
    <div className="recurrence__days">
      <fieldset className="recurrence__chips" aria-label={t("recurrence.days")}>
        {DAYS.map((day) => {
          const on = rule.days.includes(day);
          return (
            <button
              key={day}
              type="button"
              className={`recurrence__day${on ? " is-on" : ""}`}
              aria-pressed={on}
              onClick={() => set({ days: on ? rule.days.filter((one) => one !== day) : [...rule.days, day] })}
            >
              {t(`recurrence.${day}`)}
            </button>
          );
        })}
      </fieldset>
      {rule.days.length === 0 && <span className="field__help">{t("recurrence.daysHint")}</span>}
    </div>
  );
}

const endOf = (rule: Repeat): End => (rule.count !== null ? "times" : rule.until !== null ? "onDate" : "endless");
const compact = (day: dayjs.Dayjs): string => day.format("YYYYMMDD");

function Ending({ rule, set }: PartProps) {
  const choose = (end: End): void =>
    set({
      count: end === "times" ? (rule.count ?? 10) : null,
      until: end === "onDate" ? (rule.until ?? compact(dayjs().add(3, "month"))) : null,
    });
  return (
    <Select<End>
      className="full"
      aria-label={t("recurrence.ends")}
      value={endOf(rule)}
      options={(["endless", "times", "onDate"] as const).map((value) => ({ value, label: t(`recurrence.${value}`) }))}
      onChange={choose}
    />
  );
}

function EndValue({ rule, set }: PartProps) {
  if (rule.count !== null)
    return (
      <InputNumber
        className="full"
        aria-label={t("recurrence.n")}
        prefix={<span className="muted">{t("recurrence.n")}</span>}
        min={1}
        max={MAX_COUNT}
        precision={0}
        value={rule.count}
        onChange={(count) => set({ count: count ?? 1 })}
      />
    );
  if (rule.until === null) return null;
  return (
    <DatePicker
      className="full"
      aria-label={t("recurrence.date")}
      allowClear={false}
      value={dayjs(untilDay(rule.until))}
      onChange={(day) => day && set({ until: compact(day) })}
    />
  );
}
