/** Customers around me as dots: north is up, rings are distances. Pictures of a map lie below only where the site has
 * named a server for them. */
import "@/i18n/words/activities";
import { t } from "@/i18n";
import { useIsPhone } from "@/ui/hooks";
import { type Point, placeOf, ringsOf, tilesOf, viewOf } from "./mercator";
import { type Near, wayText } from "./near";

/** In pixels as they are drawn, so that words keep their size. */
const DESK = { width: 720, height: 380 };
const PHONE = { width: 340, height: 300 };
const percent = (part: number, of: number): string => `${(part / of) * 100}%`;

export function NearbyPlot(props: {
  centre: Point;
  items: readonly Near[];
  tiles: { url: string; credit: string } | null;
  active: number | null;
  chosen: readonly number[];
  onPick: (id: number) => void;
}) {
  const { width, height } = useIsPhone() ? PHONE : DESK;
  const farthest = Math.max(0, ...props.items.map((item) => item.metres));
  const view = viewOf(props.centre, farthest * 1.08, width, height, props.tiles !== null);
  const rings = ringsOf(view);
  return (
    <section className="near-plot" aria-label={t("activities.nearPlot")}>
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
        {props.tiles &&
          tilesOf(props.tiles.url, view).map((tile) => (
            <image key={tile.key} href={tile.url} x={tile.x} y={tile.y} width={256} height={256} />
          ))}
        {rings.map(({ metres, radius }) => (
          <g key={metres}>
            <circle className="near-plot__ring" cx={width / 2} cy={height / 2} r={radius} />
            <text className="near-plot__way" x={width / 2} y={height / 2 - radius - 3}>
              {wayText(metres)}
            </text>
          </g>
        ))}
        <circle className="near-plot__me" cx={width / 2} cy={height / 2} r={6} />
        <text className="near-plot__way" x={width / 2} y={height / 2 + 20}>
          {t("activities.nearMe")}
        </text>
      </svg>
      {props.items.map((item) => {
        const { x, y } = placeOf(item.place.location, view);
        const classes = ["near-dot"];
        if (props.chosen.includes(item.id)) classes.push("is-chosen");
        if (props.active === item.id) classes.push("is-active");
        return (
          <button
            key={item.id}
            type="button"
            className={classes.join(" ")}
            style={{ left: percent(x, width), top: percent(y, height) }}
            aria-label={`${item.name}，${wayText(item.metres)}`}
            aria-pressed={props.active === item.id}
            title={item.name}
            onClick={() => props.onPick(item.id)}
          >
            <span />
          </button>
        );
      })}
      {props.tiles?.credit && <span className="near-plot__credit">{props.tiles.credit}</span>}
    </section>
  );
}
