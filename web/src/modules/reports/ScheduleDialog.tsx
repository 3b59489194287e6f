/** When a report or dashboard goes out by itself, and to whom. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Modal, Select } from "antd";
import { useState } from "react";
import { del, get, listOf, post } from "@/api/client";
import { formErrors } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import "@/i18n/words/reportsSend";
import { useMe } from "@/meta/hooks";
import { formatMoment } from "@/ui/format";
import { IconButton } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { PeoplePick } from "./ShareDialog";
import type { About } from "./work";

type Every = "day" | "week" | "month";
interface Schedule {
  id: number;
  report: number | null;
  dashboard: number | null;
  template: string;
  every: Every;
  on_day: number;
  hour: number;
  next_at: string;
  recipients: number[];
}

const same = (one: Schedule, about: About): boolean =>
  one.report === (about.report ?? null) &&
  one.dashboard === (about.dashboard ?? null) &&
  one.template === (about.template ?? "");

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);

function when(one: Pick<Schedule, "every" | "on_day" | "hour">): string {
  const hour = `${String(one.hour).padStart(2, "0")}:00`;
  if (one.every === "day") return t("reports.everyDay", { hour });
  if (one.every === "week") return t("reports.everyWeek", { day: t(`reports.wd_${one.on_day as 1}`), hour });
  return t("reports.everyMonth", { day: one.on_day, hour });
}

export default function ScheduleDialog({ about, onClose }: { about: About; onClose: (done: null) => void }) {
  const me = useMe();
  const client = useQueryClient();
  const [every, setEvery] = useState<Every>("month");
  const [day, setDay] = useState(1);
  const [hour, setHour] = useState(8);
  const [lastMonth, setLastMonth] = useState(true);
  const [sheet, setSheet] = useState(true);
  const [people, setPeople] = useState([{ id: me.id, title: me.name }]);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<string[]>([]);
  const list = useQuery({
    queryKey: ["reports", "schedules"],
    queryFn: async ({ signal }) => listOf(await get<{ items: Schedule[] }>("report/schedule", {}, signal)),
  });
  const known = (list.data ?? []).filter((one) => same(one, about));
  const save = async (): Promise<void> => {
    setBusy(true);
    const { name: _name, ...which } = about;
    const recipients = people.map((one) => one.id);
    const body = { every, on_day: day, hour, last_month: every === "month" && lastMonth, sheet, recipients };
    try {
      await post("report/schedule", { ...which, ...body });
      setErrors([]);
      toast(t("reports.scheduled"), { kind: "good" });
      await client.invalidateQueries({ queryKey: ["reports", "schedules"] });
    } catch (error) {
      const found = formErrors(error, []);
      setErrors(found.summary);
    }
    setBusy(false);
  };
  const remove = async (id: number): Promise<void> => {
    await del(`report/schedule/${id}`);
    await client.invalidateQueries({ queryKey: ["reports", "schedules"] });
  };
  return (
    <Modal
      open
      title={t("reports.scheduleOf", { name: about.name })}
      okText={t("reports.scheduleDo")}
      cancelText={t("common.close")}
      okButtonProps={{ loading: busy, disabled: people.length === 0 }}
      onOk={() => void save()}
      onCancel={() => onClose(null)}
    >
      <div className="stack">
        {known.length > 0 && (
          <ul className="schedules">
            {known.map((one) => (
              <li key={one.id} className="row">
                <span className="grow">
                  {when(one)}
                  <span className="muted">
                    {" · "}
                    {t("reports.toPeople", { n: one.recipients.length })} · {t("reports.next")}{" "}
                    {formatMoment(one.next_at)}
                  </span>
                </span>
                <IconButton icon="trash" label={t("reports.unschedule")} onClick={() => void remove(one.id)} />
              </li>
            ))}
          </ul>
        )}
        {errors.length > 0 && <div className="notice notice--bad">{errors.join(" ")}</div>}
        <div className="row row--wrap">
          <Select<Every>
            aria-label={t("reports.every")}
            value={every}
            options={(["day", "week", "month"] as const).map((value) => ({ value, label: t(`reports.e_${value}`) }))}
            onChange={(next) => {
              setEvery(next);
              setDay(1);
            }}
          />
          {every !== "day" && (
            <Select
              aria-label={t("reports.onDay")}
              value={day}
              style={{ minWidth: 90 }}
              options={numbers(1, every === "week" ? 7 : 31).map((value) => ({
                value,
                label: every === "week" ? t(`reports.wd_${value as 1}`) : t("reports.dayOf", { n: value }),
              }))}
              onChange={setDay}
            />
          )}
          <Select
            aria-label={t("reports.hour")}
            value={hour}
            options={numbers(0, 23).map((value) => ({ value, label: `${String(value).padStart(2, "0")}:00` }))}
            onChange={setHour}
          />
        </div>
        {every === "month" && (
          <label className="row">
            <input
              type="checkbox"
              className="check"
              checked={lastMonth}
              onChange={(event) => setLastMonth(event.target.checked)}
            />
            {t("reports.ofLastMonth")}
          </label>
        )}
        <label className="row">
          <input
            type="checkbox"
            className="check"
            checked={sheet}
            onChange={(event) => setSheet(event.target.checked)}
          />
          {t("reports.withSheet")}
        </label>
        <PeoplePick id="schedule-people" label={t("reports.recipients")} value={people} onChange={setPeople} />
        <p className="muted">{t("reports.scheduleHint")}</p>
      </div>
    </Modal>
  );
}
