/** 日程: meetings, tasks, visits and follow-ups of me and my people, by month, week, day or as a list. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Segmented } from "antd";
import type { ReactNode } from "react";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/calendar";
import { entityInfo, may, useMe, useMeta } from "@/meta/hooks";
import { openForm } from "@/records/openForm";
import "@/ui/css/calendar.css";
import { dayOf } from "@/ui/format";
import { isTyping, useIsPhone, useKeys, useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Dot, Failure, IconButton, PageHead } from "@/ui/parts";
import Agenda, { WeekStrip } from "./Agenda";
import { COLOR, KINDS } from "./colors";
import { askScope, openCard, openEdit, openFeeds } from "./dialogs";
import type { GridProps } from "./grid";
import HoursView from "./HoursView";
import MonthView from "./MonthView";
import { PeoplePicker } from "./PeoplePicker";
import { addDays, daysOf, isDay, momentOf, mondayOf, stepped } from "./time";
import { type Item, VIEWS, type View } from "./types";
import { useCalendar, useMove, useRefresh } from "./useCalendar";
import { useShift } from "./useShift";
import { periodText, whenText } from "./words";

const MEETING_MINUTES = 60;
const PHONE_VIEWS: View[] = ["agenda", "day", "month"];
const MAX_PEOPLE = 50;

interface Search {
  view?: View;
  on?: string;
  people?: string;
}

/** `3,5` of the address; nothing means me. */
const peopleOf = (text: unknown): number[] =>
  String(text ?? "")
    .split(",")
    .map(Number)
    .filter((id) => Number.isSafeInteger(id) && id > 0)
    .slice(0, MAX_PEOPLE);

function useWords() {
  const phone = useIsPhone();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Search;
  const views: View[] = phone ? PHONE_VIEWS : [...VIEWS];
  const view: View = search.view && views.includes(search.view) ? search.view : phone ? "agenda" : "week";
  const today = dayOf(new Date());
  const day = isDay(search.on) ? search.on : today;
  const people = peopleOf(search.people);
  const go = (change: Partial<Record<keyof Search, string | undefined>>): void => {
    void navigate({ to: "/calendar" as never, search: { ...search, ...change } as never });
  };
  return { phone, views, view, today, day, people, go };
}

export default function CalendarPage() {
  const me = useMe();
  const meta = useMeta();
  const words = useWords();
  const { phone, view, today, day, people, go } = words;
  useTitle(t("nav.calendar"));
  const days = daysOf(view, day);
  // The strip above a phone's list shows the whole week, also the days before.
  const strip = phone && view !== "month";
  const asked = strip ? [mondayOf(day), ...days, addDays(mondayOf(day), 6)].sort() : days;
  const query = useCalendar(asked, people);
  const refresh = useRefresh();
  const { move, remove, edited, place } = useMove();
  const shift = useShift(view === "week" || view === "day", (item, next) => void move(item, next));
  const canAdd = may(me.can.meeting, "create") && entityInfo(meta, "meeting") !== undefined;

  const add = async (on: string, minutes: number | null): Promise<void> => {
    const from = minutes ?? 0;
    const allDay = minutes === null;
    const preset = {
      starts_at: momentOf(on, from, allDay),
      ends_at: momentOf(on, allDay ? 24 * 60 : from + MEETING_MINUTES, allDay),
      ...(allDay && { all_day: true }),
    };
    if (await openForm({ entity: "meeting", preset })) refresh("meeting");
  };
  const edit = async (item: Item): Promise<void> => {
    const scope = item.occurrence ? await askScope(item, "edit") : "all";
    if (!scope) return;
    if (scope === "all") {
      if (await openForm({ entity: item.entity, id: item.id })) refresh(item.entity);
      return;
    }
    const saved = await openEdit(item, scope);
    if (saved) edited(item, saved.undo);
  };
  const open = async (item: Item): Promise<void> => {
    const act = await openCard(item);
    if (act === "edit") await edit(item);
    if (act === "remove") await remove(item);
  };
  usePageKeys({ step: (by) => go({ on: stepped(view, day, by) }), today: () => go({ on: undefined }) });

  const items = shift.apply(place(query.data?.items ?? []));
  const grid: GridProps = {
    days,
    day,
    today,
    items,
    special: new Map(query.data?.days.map((one) => [one.day, one])),
    open: (item) => void open(item),
    add: canAdd ? (on, minutes) => void add(on, minutes) : undefined,
    goDay: (on) => go({ on, view: phone ? "agenda" : "day" }),
    handles: shift.handles,
    pendingKey: shift.pendingKey,
  };
  const several = people.some((id) => id !== me.id);
  return (
    <div className="page calendar">
      <PageHead title={t("nav.calendar")} extra={<Bar words={words} canAdd={canAdd} add={add} />}>
        {!phone && <Steps words={words} days={days} />}
      </PageHead>
      {phone && <Steps words={words} days={days} />}
      <div className="cal-tools">
        <PeoplePicker me={me} chosen={people} onChange={(next) => go({ people: next.join(",") || undefined })} />
        <span className="cal-legend">
          {KINDS.map((kind) => (
            <Dot key={kind} color={COLOR[kind]}>
              {t(`calendar.kind_${kind}`)}
            </Dot>
          ))}
        </span>
        <span className="muted cal-keys">{t(phone ? "calendar.hold" : "calendar.keys")}</span>
      </div>
      {query.data && query.data.more.length > 0 && (
        <div className="notice notice--warn" role="status">
          {t("calendar.more", {
            what: query.data.more.map((key) => entityInfo(meta, key)?.plural ?? key).join(t("calendar.and")),
          })}
        </div>
      )}
      {strip && <WeekStrip {...grid} onPick={(on) => go({ on })} />}
      {query.isError && !query.data && (
        <Failure message={messageOf(query.error)} onRetry={() => void query.refetch()} />
      )}
      {query.isPending && (
        <section className="panel">
          <Bones rows={10} />
        </section>
      )}
      {query.data && (
        <div aria-busy={query.isPlaceholderData} className={query.isPlaceholderData ? "is-stale" : undefined}>
          {shownAs(view, grid, phone, several)}
        </div>
      )}
      <p className="sr-only" role="status">
        {shift.pendingItem && t("calendar.pending", { when: whenText(shift.pendingItem) })}
      </p>
      {phone && canAdd && (
        <button type="button" className="fab" onClick={() => void add(day, NEXT_MINUTES)}>
          {t("calendar.add")}
        </button>
      )}
    </div>
  );
}

/** Where the button, which names no hour, begins. */
const NEXT_MINUTES = 9 * 60;

function shownAs(view: View, grid: GridProps, phone: boolean, several: boolean): ReactNode {
  if (view === "month") return <MonthView {...grid} phone={phone} />;
  if (view === "agenda") return <Agenda {...grid} several={several} />;
  return <HoursView key={view} {...grid} />;
}

type Words = ReturnType<typeof useWords>;

function Steps({ words: { view, day, today, go }, days }: { words: Words; days: string[] }) {
  return (
    <div className="row cal-steps">
      <IconButton icon="left" label={t("calendar.back")} onClick={() => go({ on: stepped(view, day, -1) })} />
      <span className="cal-steps__text">{periodText(view, day, days)}</span>
      <IconButton icon="right" label={t("calendar.forth")} onClick={() => go({ on: stepped(view, day, 1) })} />
      {day !== today && (
        <Button type="link" size="small" onClick={() => go({ on: undefined })}>
          {t("calendar.today")}
        </Button>
      )}
    </div>
  );
}

function Bar(props: { words: Words; canAdd: boolean; add: (day: string, minutes: number) => Promise<void> }) {
  const { phone, views, view, day, go } = props.words;
  return (
    <>
      <Segmented
        aria-label={t("calendar.view")}
        value={view}
        options={views.map((value) => ({ value, label: t(`calendar.${value}`) }))}
        onChange={(value) => go({ view: value })}
      />
      <Button icon={<Icon name="link" size={14} />} aria-label={t("calendar.feeds")} onClick={() => void openFeeds()}>
        {phone ? null : t("calendar.subscribe")}
      </Button>
      {props.canAdd && !phone && (
        <Button type="primary" icon={<Icon name="plus" size={14} />} onClick={() => void props.add(day, NEXT_MINUTES)}>
          {t("calendar.add")}
        </Button>
      )}
    </>
  );
}

/** , . and t, as long as nobody types, nothing lies over the page, and no item has the arrow keys. */
function usePageKeys(acts: { step: (by: number) => void; today: () => void }): void {
  useKeys((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector(".ant-modal-wrap, .ant-drawer-open, .ant-select-open")) return;
    if (event.key === ",") acts.step(-1);
    else if (event.key === ".") acts.step(1);
    else if (event.key === "t") acts.today();
  });
}
