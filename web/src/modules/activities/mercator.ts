/** Where points of the earth lie on a plot around somebody: the projection that map pictures use. */

export interface Point {
  lat: number;
  lng: number;
}

export interface View {
  centre: Point;
  zoom: number;
  width: number;
  height: number;
}

const TILE = 256;
const METRES_AT_EQUATOR = 156_543.034;
const MIN_ZOOM = 3;
const MAX_ZOOM = 18;
const MARGIN = 24;
/** Nearer than this everything is one place. */
const LEAST_METRES = 300;
const RINGS = [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000];
const MAX_RINGS = 3;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Pixels of the whole world at a zoom. */
function pixels({ lat, lng }: Point, zoom: number): { x: number; y: number } {
  const size = TILE * 2 ** zoom;
  const north = Math.asinh(Math.tan(radians(Math.max(-85, Math.min(85, lat)))));
  return { x: ((lng + 180) / 360) * size, y: ((1 - north / Math.PI) / 2) * size };
}

export const metresPerPixel = (view: View): number =>
  (METRES_AT_EQUATOR * Math.cos(radians(view.centre.lat))) / 2 ** view.zoom;

/** A view that shows everything within so many metres; `whole` for pictures, which exist at whole zooms only. */
export function viewOf(centre: Point, metres: number, width: number, height: number, whole: boolean): View {
  const half = Math.min(width, height) / 2 - MARGIN;
  const reach = Math.max(metres, LEAST_METRES);
  const zoom = Math.log2((METRES_AT_EQUATOR * Math.cos(radians(centre.lat)) * half) / reach);
  const kept = Math.max(MIN_ZOOM, Math.min(MAX_ZOOM, zoom));
  return { centre, zoom: whole ? Math.floor(kept) : kept, width, height };
}

/** Where a point lies, from the upper left corner. */
export function placeOf(point: Point, view: View): { x: number; y: number } {
  const middle = pixels(view.centre, view.zoom);
  const there = pixels(point, view.zoom);
  return { x: there.x - middle.x + view.width / 2, y: there.y - middle.y + view.height / 2 };
}

/** The largest round distances that fit, smallest first, with their radius. */
export function ringsOf(view: View): { metres: number; radius: number }[] {
  const scale = metresPerPixel(view);
  const half = Math.min(view.width, view.height) / 2;
  return RINGS.map((metres) => ({ metres, radius: metres / scale }))
    .filter(({ radius }) => radius <= half)
    .slice(-MAX_RINGS);
}

/** The pictures that cover the view. */
export function tilesOf(template: string, view: View): { key: string; url: string; x: number; y: number }[] {
  const middle = pixels(view.centre, view.zoom);
  const left = middle.x - view.width / 2;
  const top = middle.y - view.height / 2;
  const last = 2 ** view.zoom - 1;
  const found = [];
  for (let column = Math.floor(left / TILE); column * TILE < left + view.width; column += 1) {
    for (let row = Math.floor(top / TILE); row * TILE < top + view.height; row += 1) {
      if (row < 0 || row > last || column < 0 || column > last) continue;
      const words = { z: view.zoom, x: column, y: row };
      const url = template.replace(/\{([zxy])\}/g, (_all, name: "z" | "x" | "y") => String(words[name]));
      found.push({ key: `${column}/${row}`, url, x: column * TILE - left, y: row * TILE - top });
    }
  }
  return found;
}
