/** 今日: whom to call and why, what to do, where to go; one tap to call, log, postpone, finish. */
import { Link } from "@tanstack/react-router";
import { DatePicker, Modal } from "antd";
import type { Dayjs } from "dayjs";
import { useMemo, useState } from "react";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/today";
import { isTyping, useIsPhone, useKeys, useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bone, Bones, Empty, Failure, PageHead } from "@/ui/parts";
import "@/ui/css/today.css";
import { momentPicked, nowShown, picked } from "@/ui/zoned";
import { GroupPanel } from "./Lines";
import { laterThan } from "./later";
import { keyOf, type Line, type Today } from "./types";
import { type TodayActs, useToday } from "./useToday";

function longDay(day: string): string {
  const locale = document.documentElement.lang || "zh-CN";
  // The company's day is a day and no moment: it is told without a zone.
  return new Intl.DateTimeFormat(locale, { month: "long", day: "numeric", weekday: "long", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

function Progress({ page }: { page: Today }) {
  const { done, total } = page.progress;
  if (total === 0) return null;
  const share = Math.round((done / total) * 100);
  return (
    <div
      className="today-progress"
      role="progressbar"
      aria-label={t("today.progressLabel", { done, total })}
      aria-valuenow={done}
      aria-valuemin={0}
      aria-valuemax={total}
    >
      <span className="today-progress__text num">{t("today.progress", { done, total })}</span>
      <span className="today-progress__line">
        <span className="today-progress__done" style={{ width: `${share}%` }} />
      </span>
    </div>
  );
}

function Picker({ line, acts, onClose }: { line: Line; acts: TodayActs; onClose: () => void }) {
  const [at, setAt] = useState<Dayjs | null>(() => picked(laterThan(new Date().toISOString(), line.due, "tomorrow")));
  return (
    <Modal
      open
      width={360}
      title={`${t("today.pickTitle")} · ${line.title}`}
      okText={t("today.postpone")}
      okButtonProps={{ disabled: !at }}
      onCancel={onClose}
      onOk={() => {
        if (at) acts.postpone(line, momentPicked(at));
        onClose();
      }}
    >
      <DatePicker
        className="full"
        aria-label={t("today.pick")}
        showTime={{ format: "HH:mm", minuteStep: 15 }}
        format="YYYY-MM-DD HH:mm"
        value={at}
        onChange={setAt}
        allowClear={false}
        needConfirm={false}
        disabledDate={(day) => day.isBefore(nowShown().startOf("day"))}
      />
    </Modal>
  );
}

export default function TodayPage() {
  const phone = useIsPhone();
  const { query, ...acts } = useToday();
  const [active, setActive] = useState<string | null>(null);
  const [picking, setPicking] = useState<Line | null>(null);
  useTitle(t("nav.today"));
  const page = query.data;
  const lines = useMemo(() => page?.groups.flatMap((group) => group.items) ?? [], [page]);
  useTodayKeys(lines, active, setActive, acts, setPicking);
  const shown = page?.groups.filter((group) => group.items.length > 0) ?? [];
  const idle = page?.groups.every((group) => !WORK.includes(group.key) || group.items.length === 0);
  const work = shown.filter((group) => WORK.includes(group.key));
  const offers = shown.filter((group) => !WORK.includes(group.key));
  const parts = { acts, active, setActive, pick: setPicking };
  return (
    <div className="page today">
      <PageHead
        title={t("nav.today")}
        extra={
          page && page.mentions > 0 ? (
            <Link className="today-mentions" to="/inbox">
              <Icon name="bell" size={14} /> {t("today.mentions", { n: page.mentions >= 100 ? "99+" : page.mentions })}
            </Link>
          ) : undefined
        }
      >
        <span className="muted">{page ? longDay(page.date) : <Bone width={120} />}</span>
      </PageHead>
      {page && <Progress page={page} />}
      {query.isError && !page && <Failure message={messageOf(query.error)} onRetry={() => void query.refetch()} />}
      {query.isPending && (
        <div className="today-cols">
          <section className="panel">
            <Bones rows={8} />
          </section>
          <section className="panel">
            <Bones rows={5} />
          </section>
        </div>
      )}
      {page && (
        <div className={offers.length > 0 ? "today-cols" : undefined}>
          <div className="today-col">
            {idle && (
              <section className="panel">
                <Empty
                  text={t("today.allDone")}
                  hint={t("today.allDoneHint")}
                  action={
                    <Link to="/r/$entity" params={{ entity: "customer" }} search={{ view: "mine" } as never}>
                      {t("today.openCustomers")}
                    </Link>
                  }
                />
              </section>
            )}
            {work.map((group) => (
              <GroupPanel key={group.key} group={group} {...parts} />
            ))}
          </div>
          {offers.length > 0 && (
            <div className="today-col">
              {offers.map((group) => (
                <GroupPanel key={group.key} group={group} {...parts} />
              ))}
            </div>
          )}
        </div>
      )}
      {!phone && lines.length > 0 && <p className="muted today-keys">{t("today.keys")}</p>}
      {picking && <Picker line={picking} acts={acts} onClose={() => setPicking(null)} />}
    </div>
  );
}

const WORK = ["follow_ups", "leads", "tasks", "visits"];

/** j k · Enter · c l p d, as long as nobody types and nothing lies over the page. */
function useTodayKeys(
  lines: Line[],
  active: string | null,
  setActive: (key: string) => void,
  acts: TodayActs,
  pick: (line: Line) => void,
): void {
  useKeys((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector(".ant-modal-wrap, .ant-drawer-open, .ant-dropdown:not(.ant-dropdown-hidden)")) return;
    const at = lines.findIndex((line) => keyOf(line) === active);
    const line = lines[at];
    const go = (to: number): void => {
      const next = lines[Math.max(0, Math.min(to, lines.length - 1))];
      if (!next) return;
      setActive(keyOf(next));
      document.querySelector(`[data-line="${keyOf(next)}"]`)?.scrollIntoView({ block: "nearest" });
    };
    const onControl = (event.target as HTMLElement).closest("button, a") !== null;
    const may = (action: Line["actions"][number], run: (line: Line) => void): void => {
      if (line?.actions.includes(action)) run(line);
    };
    const keys = new Map<string, (() => void) | undefined>([
      ["j", () => go(at + 1)],
      ["ArrowDown", () => go(at + 1)],
      ["k", () => go(at - 1)],
      ["ArrowUp", () => go(at - 1)],
      ["Enter", line && !onControl ? () => acts.open(line) : undefined],
      ["c", () => may("call", (it) => void acts.call(it))],
      ["l", () => may("log", (it) => void acts.log(it))],
      ["p", () => may("postpone", pick)],
      ["d", () => may("done", acts.done)],
    ]);
    const run = keys.get(event.key);
    if (!run) return;
    event.preventDefault();
    run();
  });
}
