import { Link } from "@tanstack/react-router";
import { t } from "@/i18n";
import "@/i18n/words/calendar";
import { Icon } from "@/ui/Icon";
import { Empty } from "@/ui/parts";
import { COLOR } from "./colors";
import { DayMark } from "./DayMark";
import { type GridProps, isFree } from "./grid";
import { addDays, clockText, dayText, mondayOf, type Piece, piecesOf } from "./time";
import { type Item, keyOf } from "./types";

/** A list by days; days on which nothing is are left out. */
export default function Agenda(grid: GridProps & { several: boolean }) {
  const days = grid.days
    .map((day) => ({ day, pieces: piecesOf(grid.items, day) }))
    .filter(({ day, pieces }) => pieces.length > 0 || grid.special.has(day));
  if (!days.some(({ pieces }) => pieces.length > 0))
    return (
      <section className="panel">
        <Empty text={t("calendar.empty")} hint={t("calendar.emptyHint")} />
      </section>
    );
  return (
    <section className="panel cal-agenda">
      {days.map(({ day, pieces }) => (
        <div key={day} className="cal-agenda__day" data-day={day}>
          <h2 className={day === grid.today ? "is-today" : undefined}>
            {day === grid.today && `${t("calendar.today")} · `}
            {dayText(day, { month: "long", day: "numeric", weekday: "short" })}{" "}
            <DayMark day={grid.special.get(day)} named />
          </h2>
          <ul>
            {pieces.map((piece) => (
              <Line key={keyOf(piece.item)} piece={piece} grid={grid} several={grid.several} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function time({ item, from, to }: Piece): string {
  if (item.all_day) return t("calendar.allDay");
  return from === to ? clockText(from) : `${clockText(from)} – ${clockText(to)}`;
}

function Line({ piece, grid, several }: { piece: Piece; grid: GridProps; several: boolean }) {
  const { item } = piece;
  const classes = ["cal-line"];
  if (item.done) classes.push("is-done");
  if (grid.pendingKey === keyOf(item)) classes.push("is-pending");
  return (
    <li className={classes.join(" ")}>
      <span className={`cal-line__bar dot--${COLOR[item.kind]}`} />
      <span className="cal-line__time num">{time(piece)}</span>
      <span className="cal-line__what">
        <button
          type="button"
          className={`cal-line__title${item.can_move ? " is-movable" : ""}`}
          data-item={keyOf(item)}
          onClick={() => grid.open(item)}
          {...grid.handles(item)}
        >
          {item.title}
        </button>
        <span className="muted cal-line__facts">
          {t(`calendar.kind_${item.kind}`)}
          {item.done && ` · ${t("calendar.done")}`}
          {item.series && (
            <>
              {" · "}
              <Icon name="refresh" size={12} /> {t("calendar.repeats")}
            </>
          )}
          {item.location && ` · ${item.location}`}
          {several && item.owner && ` · ${item.owner.title}`}
        </span>
      </span>
      {item.customer && item.customer.title !== item.title && (
        <Link
          className="cal-line__customer ellipsis"
          to="/r/$entity/$id"
          params={{ entity: "customer", id: String(item.customer.id) }}
        >
          {item.customer.title}
        </Link>
      )}
    </li>
  );
}

/** The week around the day, to go to another; a dot where something is. */
export function WeekStrip({
  day,
  today,
  items,
  special,
  onPick,
}: Pick<GridProps, "day" | "today" | "special"> & { items: Item[]; onPick: (day: string) => void }) {
  const monday = mondayOf(day);
  const days = Array.from({ length: 7 }, (_, at) => addDays(monday, at));
  return (
    <nav className="cal-strip" aria-label={t("calendar.week")}>
      {days.map((each) => {
        const busy = piecesOf(items, each).length > 0;
        const classes = ["cal-strip__day"];
        if (each === day) classes.push("is-active");
        if (each === today) classes.push("is-today");
        if (isFree(each, special)) classes.push("is-free");
        return (
          <button
            key={each}
            type="button"
            className={classes.join(" ")}
            aria-label={dayText(each, { month: "long", day: "numeric", weekday: "long" })}
            aria-current={each === day ? "date" : undefined}
            data-day={each}
            onClick={() => onPick(each)}
          >
            <span>{dayText(each, { weekday: "narrow" })}</span>
            <span className="num">{Number(each.slice(8))}</span>
            <span className={`dot${busy ? " dot--blue" : " is-none"}`} />
          </button>
        );
      })}
    </nav>
  );
}
