import { t } from "@/i18n";
import "@/i18n/words/calendar";
import { MonthGrid } from "@/ui/MonthGrid";
import { Chip } from "./Chip";
import { COLOR } from "./colors";
import { DayMark } from "./DayMark";
import { type GridProps, isFree } from "./grid";
import { dayText, piecesOf } from "./time";
import { keyOf } from "./types";

const MAX_CHIPS = 3;
/** A meeting that is made by a click on a day begins at nine. */
const MORNING = 9 * 60;

/** Whole weeks; on a phone a day shows dots and leads to its list. */
export default function MonthView(grid: GridProps & { phone: boolean }) {
  return (
    <MonthGrid
      label={dayText(grid.day, { year: "numeric", month: "long" })}
      days={grid.days}
      month={grid.day.slice(0, 7)}
      today={grid.today}
      isFree={(day) => isFree(day, grid.special)}
      cell={(day) => <Cell day={day} grid={grid} phone={grid.phone} />}
    />
  );
}

function Cell({ day, grid, phone }: { day: string; grid: GridProps; phone: boolean }) {
  const pieces = piecesOf(grid.items, day);
  const shown = pieces.length > MAX_CHIPS + 1 ? pieces.slice(0, MAX_CHIPS) : pieces;
  const hidden = pieces.length - shown.length;
  const name = dayText(day, { month: "long", day: "numeric", weekday: "long" });
  return (
    <>
      {grid.add && !phone && (
        <button
          type="button"
          className="cal-cell__add"
          tabIndex={-1}
          aria-label={t("calendar.addOn", { day: name })}
          onClick={() => grid.add?.(day, MORNING)}
        />
      )}
      <div className="cal-cell__head">
        <button
          type="button"
          className="cal-cell__day num"
          aria-label={pieces.length > 0 ? t("calendar.dayCount", { day: name, n: pieces.length }) : name}
          aria-current={day === grid.today ? "date" : undefined}
          onClick={() => grid.goDay(day)}
        >
          {Number(day.slice(8))}
        </button>
        <DayMark day={grid.special.get(day)} named={!phone} />
      </div>
      {phone ? (
        <span className="cal-dots" aria-hidden="true">
          {pieces.slice(0, 4).map(({ item }) => (
            <span key={keyOf(item)} className={`dot dot--${COLOR[item.kind]}`} />
          ))}
        </span>
      ) : (
        shown.map((piece) => <Chip key={keyOf(piece.item)} piece={piece} grid={grid} />)
      )}
      {!phone && hidden > 0 && (
        <button type="button" className="cal-cell__more" onClick={() => grid.goDay(day)}>
          {t("calendar.hidden", { n: hidden })}
        </button>
      )}
    </>
  );
}
