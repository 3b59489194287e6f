import type { CSSProperties } from "react";
import { COLOR } from "./colors";
import type { GridProps } from "./grid";
import { clockText, type Piece } from "./time";
import { keyOf } from "./types";
import { itemLabel } from "./words";

/** Minutes from which on the place has room too. */
const ROOMY = 70;

/** One thing in a grid: a bar in the colour of its kind that opens its card. */
export function Chip({
  piece,
  grid,
  style,
  tall,
  narrow,
}: {
  piece: Piece;
  grid: GridProps;
  style?: CSSProperties;
  /** Words stand below each other. */
  tall?: boolean;
  /** Many stand side by side: the title alone. */
  narrow?: boolean;
}) {
  const { item } = piece;
  const key = keyOf(item);
  const classes = ["cal-item", `cal-item--${COLOR[item.kind]}`];
  if (item.done) classes.push("is-done");
  if (grid.pendingKey === key) classes.push("is-pending");
  if (item.can_move) classes.push("is-movable");
  const roomy = tall && piece.to - piece.from > ROOMY;
  if (tall) classes.push("is-tall");
  return (
    <button
      type="button"
      className={classes.join(" ")}
      style={style}
      data-item={key}
      aria-label={itemLabel(item)}
      title={itemLabel(item)}
      onClick={() => grid.open(item)}
      {...grid.handles(item)}
    >
      {!item.all_day && !narrow && <span className="num cal-item__time">{clockText(piece.from)}</span>}
      <span className="cal-item__title">{item.title}</span>
      {roomy && item.location && <span className="cal-item__place">{item.location}</span>}
    </button>
  );
}
