/** A list as a month: records are dragged to another day, or moved by their button; on a phone a list by days. */
import "@/i18n/words/listCalendar";
import "@/ui/css/day.css";
import { Button } from "antd";
import { type DragEvent, useState } from "react";
import { isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { CalendarDay, Condition, EntityMeta, FieldMeta, Rec, RecordCalendar } from "@/api/types";
import { t } from "@/i18n";
import { fromParts, holds, partsOf } from "@/meta/condition";
import { fieldMap, may } from "@/meta/hooks";
import { dayText, monthAfter, weekdayOf, weeksAround } from "@/ui/days";
import { dayOf, formatDecimal } from "@/ui/format";
import { useAfter, useIsPhone } from "@/ui/hooks";
import { MonthGrid } from "@/ui/MonthGrid";
import { Bones, Empty, Failure, IconButton, NoPermission } from "@/ui/parts";
import type { ListModel } from "../list/useList";
import { Chip, Line, Sums, sumText } from "./parts";
import { dayName, type RecordCalendarModel, useRecordCalendar } from "./useRecordCalendar";

const SATURDAY = 5;
const MAX_BELOW = 2;

export default function CalendarView({ meta, list }: { meta: EntityMeta; list: ListModel }) {
  const phone = useIsPhone();
  const today = dayOf(new Date());
  const month = list.url.month ?? today.slice(0, 7);
  const model = useRecordCalendar(meta, list, month, phone);
  const { query, field } = model;
  const late = useAfter(query.isPending);

  if (query.isError && isStatus(query.error, 403)) return <NoPermission />;
  if (query.isError && !query.data)
    return <Failure message={messageOf(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data || !field) return late ? <Bones rows={10} /> : <div className="grow" />;

  /** The list as a table, with those of a day or without any. */
  const open = (condition: Condition): void => {
    const rest = partsOf(list.url.f).filter((part) => !("field" in part && part.field === field.name));
    const own = meta.list.calendar?.open_only;
    const more =
      own && !list.view?.filter && !rest.some((part) => "field" in part && "field" in own && part.field === own.field);
    list.setUrl({
      month: undefined,
      board: undefined,
      f: fromParts([...rest, ...(more ? [own] : []), condition]) ?? undefined,
    });
  };
  const props: BodyProps = {
    meta,
    model,
    field,
    data: query.data,
    month,
    today,
    movable: may(meta.can, "update") && field.edit !== false && !field.read_only,
    openDay: (day) => open({ field: field.name, op: "eq", value: day }),
  };
  return (
    <div className="days" aria-busy={query.isPlaceholderData}>
      <Head {...props} list={list} onUndated={() => open({ field: field.name, op: "empty" })} />
      {phone ? <Agenda {...props} /> : <Month {...props} />}
    </div>
  );
}

interface BodyProps {
  meta: EntityMeta;
  model: RecordCalendarModel;
  field: FieldMeta;
  data: RecordCalendar;
  month: string;
  today: string;
  movable: boolean;
  openDay: (day: string) => void;
}

function Head(props: BodyProps & { list: ListModel; onUndated: () => void }) {
  const { meta, data, month, today, list, field } = props;
  const go = (by: number): void => list.setUrl({ month: monthAfter(`${month}-01`, by).slice(0, 7) });
  const undated = data.undated;
  return (
    <header className="days__head">
      <div className="days__steps">
        <IconButton icon="left" label={t("listCalendar.before")} onClick={() => go(-1)} />
        <h2 aria-live="polite">{dayText(`${month}-01`, { year: "numeric", month: "long" })}</h2>
        <IconButton icon="right" label={t("listCalendar.after")} onClick={() => go(1)} />
        {month !== today.slice(0, 7) && (
          <Button size="small" onClick={() => list.setUrl({ month: today.slice(0, 7) })}>
            {t("listCalendar.today")}
          </Button>
        )}
      </div>
      <p className="days__sums">
        <span>{t("listCalendar.total", { n: formatDecimal(data.total.count) })}</span>
        <Sums meta={meta} span={data.total} />
      </p>
      {undated.count > 0 && (
        <Button type="link" size="small" onClick={props.onUndated}>
          {t("listCalendar.undated", {
            n: `${formatDecimal(undated.count)}${undated.capped ? "+" : ""}`,
            field: field.label,
          })}
        </Button>
      )}
      {props.movable && <span className="muted days__hint">{t("listCalendar.hint")}</span>}
    </header>
  );
}

function Month(props: BodyProps) {
  const { meta, model, field, data, today } = props;
  const [dragged, setDragged] = useState<Rec | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const byDay = new Map(data.days.map((one) => [one.day, one]));
  const weeks = new Map(data.weeks.map((one) => [one.first, one]));
  const handlers = (day: string) => ({
    className: over === day && dragged ? "is-over" : "",
    onDragOver: (event: DragEvent) => {
      if (!dragged) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "move";
      if (over !== day) setOver(day);
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(null);
      if (dragged) void model.move(dragged, day);
      setDragged(null);
    },
  });
  const open = meta.list.calendar?.open_only;
  return (
    <MonthGrid
      label={t("listCalendar.of", { label: meta.plural, field: field.label })}
      days={weeksAround(`${props.month}-01`)}
      month={props.month}
      today={today}
      isFree={(day) => weekdayOf(day) >= SATURDAY}
      cellProps={handlers}
      cell={(day) => {
        const one = byDay.get(day);
        return (
          <>
            <DayHead {...props} day={day} one={one} />
            {one && (
              <ul className="day-chips">
                {one.items.map((record) => (
                  <Chip
                    key={record.id}
                    meta={meta}
                    record={record}
                    amount={model.amount}
                    busy={model.busy === record.id}
                    movable={props.movable}
                    late={day < today && Boolean(open && holds(open, record))}
                    onAsk={() => void model.ask(record)}
                    onDrag={setDragged}
                  />
                ))}
              </ul>
            )}
            {one && one.count > one.items.length && (
              <button type="button" className="cal-cell__more" onClick={() => props.openDay(day)}>
                {t("listCalendar.more", { n: formatDecimal(one.count - one.items.length) })}
              </button>
            )}
          </>
        );
      }}
      aside={{
        head: t("listCalendar.week"),
        cell: (monday) => {
          const week = weeks.get(monday);
          return week && week.count > 0 ? (
            <p className="week-sums">
              <span>{t("listCalendar.count", { n: formatDecimal(week.count) })}</span>
              <Sums meta={meta} span={week} />
            </p>
          ) : null;
        },
      }}
    />
  );
}

function DayHead({ meta, day, one, today, openDay }: BodyProps & { day: string; one: CalendarDay | undefined }) {
  const first = meta.list.calendar?.sums[0] ?? "";
  return (
    <div className="cal-cell__head">
      <button
        type="button"
        className="cal-cell__day num"
        aria-label={one ? t("listCalendar.day", { day: dayName(day), n: one.count }) : dayName(day)}
        aria-current={day === today ? "date" : undefined}
        disabled={!one}
        onClick={() => openDay(day)}
      >
        {Number(day.slice(8))}
      </button>
      <span className="num day-sum">{sumText(one?.sums[first])}</span>
    </div>
  );
}

function Agenda(props: BodyProps) {
  const { meta, model, data, month, today } = props;
  const known = fieldMap(meta);
  const below = (meta.list.card?.badges ?? []).flatMap((name) => known.get(name) ?? []).slice(0, MAX_BELOW);
  const days = data.days
    .filter((one) => one.day.startsWith(month) && one.count > 0)
    .sort((a, b) => (a.day < b.day ? -1 : 1));
  if (days.length === 0) return <Empty text={t("listCalendar.empty")} hint={t("listCalendar.emptyHint")} />;
  return (
    <div className="day-list">
      {days.map((one) => (
        <section key={one.day}>
          <h3 className={one.day === today ? "is-today" : undefined}>
            <span>{dayName(one.day)}</span>
            <span className="day-list__sum">
              <Sums meta={meta} span={one} />
            </span>
          </h3>
          <ul>
            {one.items.map((record) => (
              <Line
                key={record.id}
                meta={meta}
                record={record}
                amount={model.amount}
                below={below}
                busy={model.busy === record.id}
                movable={props.movable}
                onAsk={() => void model.ask(record)}
              />
            ))}
          </ul>
          {one.count > one.items.length && (
            <Button type="text" block onClick={() => props.openDay(one.day)}>
              {t("listCalendar.more", { n: formatDecimal(one.count - one.items.length) })}
            </Button>
          )}
        </section>
      ))}
    </div>
  );
}
