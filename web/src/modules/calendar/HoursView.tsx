import { useEffect, useRef, useState } from "react";
import { t } from "@/i18n";
import "@/i18n/words/calendar";
import { Chip } from "./Chip";
import { DayMark } from "./DayMark";
import { type GridProps, isFree } from "./grid";
import { clockText, DAY_MINUTES, dayText, isLong, piecesOf, placed, wallOf } from "./time";
import { keyOf } from "./types";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** What one sees first. */
const FIRST_HOUR = 8;
const MINUTE_MS = 60_000;

const share = (minutes: number): string => `${(minutes / DAY_MINUTES) * 100}%`;

/** One day or seven with their hours; what has no hour stands above. */
export default function HoursView(grid: GridProps) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const hours = box.current?.querySelector<HTMLElement>(".cal-hours__body");
    if (box.current && hours) box.current.scrollTop = (hours.offsetHeight / 24) * FIRST_HOUR;
  }, []);
  const columns = { gridTemplateColumns: `52px repeat(${grid.days.length}, minmax(0, 1fr))` };
  const long = grid.days.some((day) => piecesOf(grid.items, day).some(isLong));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the box scrolls, so the keyboard must reach it
    <section className="cal-hours panel" ref={box} tabIndex={0} aria-label={t("calendar.hours")}>
      <div className="cal-hours__top">
        <div className="cal-hours__head" style={columns}>
          <span />
          {grid.days.map((day) => (
            <button
              key={day}
              type="button"
              className={`cal-hours__day${day === grid.today ? " is-today" : ""}`}
              aria-current={day === grid.today ? "date" : undefined}
              onClick={() => grid.goDay(day)}
            >
              {dayText(day, { weekday: "short" })} <span className="num">{Number(day.slice(8))}</span>{" "}
              <DayMark day={grid.special.get(day)} named={grid.days.length === 1} />
            </button>
          ))}
        </div>
        {long && (
          <div className="cal-hours__long" style={columns}>
            <span className="muted">{t("calendar.allDay")}</span>
            {grid.days.map((day) => (
              <div key={day} data-day={day}>
                {piecesOf(grid.items, day)
                  .filter(isLong)
                  .map((piece) => (
                    <Chip key={keyOf(piece.item)} piece={piece} grid={grid} />
                  ))}
              </div>
            ))}
          </div>
        )}
      </div>
      <div className="cal-hours__body" style={columns}>
        <div className="cal-hours__clock" aria-hidden="true">
          {HOURS.map((hour) => (
            <span key={hour} className="num" style={{ top: share(hour * 60) }}>
              {hour > 0 && clockText(hour * 60)}
            </span>
          ))}
        </div>
        {grid.days.map((day) => (
          <Column key={day} day={day} grid={grid} />
        ))}
      </div>
    </section>
  );
}

function Column({ day, grid }: { day: string; grid: GridProps }) {
  const pieces = placed(piecesOf(grid.items, day).filter((piece) => !isLong(piece)));
  const name = dayText(day, { month: "long", day: "numeric" });
  return (
    <div className={`cal-column${isFree(day, grid.special) ? " is-free" : ""}`} data-day={day} data-timed="true">
      {HOURS.map((hour) =>
        grid.add ? (
          <button
            key={hour}
            type="button"
            className="cal-slot"
            tabIndex={-1}
            aria-label={t("calendar.addOn", { day: `${name} ${clockText(hour * 60)}` })}
            onClick={() => grid.add?.(day, hour * 60)}
          />
        ) : (
          <span key={hour} className="cal-slot" />
        ),
      )}
      {pieces.map((piece) => (
        <Chip
          key={keyOf(piece.item)}
          piece={piece}
          grid={grid}
          narrow={piece.lanes > 2}
          tall={piece.to - piece.from > 45}
          style={{
            top: share(piece.from),
            height: share(piece.to - piece.from),
            left: `${(piece.lane / piece.lanes) * 100}%`,
            width: `${100 / piece.lanes}%`,
          }}
        />
      ))}
      {day === grid.today && <NowLine />}
    </div>
  );
}

function NowLine() {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  return <span className="cal-now" style={{ top: share(wallOf(now.toISOString()).minutes) }} aria-hidden="true" />;
}
