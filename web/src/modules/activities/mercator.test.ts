import { expect, test } from "vitest";
import { placeOf, ringsOf, tilesOf, viewOf } from "./mercator";

const FUTIAN = { lat: 22.541, lng: 114.057 };

test("what lies north is above, and as far as it should be", () => {
  const view = viewOf(FUTIAN, 5_000, 400, 400, false);
  expect(placeOf(FUTIAN, view)).toEqual({ x: 200, y: 200 });
  const north = placeOf({ lat: FUTIAN.lat + 5_000 / 111_319, lng: FUTIAN.lng }, view);
  expect(north.x).toBeCloseTo(200, 5);
  // 176 pixels to the edge of the plot are 5 km.
  expect(north.y).toBeCloseTo(24, 0);
});

test("rings are round distances that fit", () => {
  const view = viewOf(FUTIAN, 5_000, 400, 400, false);
  expect(ringsOf(view).map((ring) => ring.metres)).toEqual([1_000, 2_000, 5_000]);
  expect(ringsOf(view).at(-1)?.radius).toBeCloseTo(176, 5);
});

test("pictures exist at whole zooms and cover the view", () => {
  const view = viewOf(FUTIAN, 5_000, 400, 400, true);
  const tiles = tilesOf("https://tiles.example.com/{z}/{x}/{y}.png", view);
  expect(view.zoom).toBe(12);
  expect(tiles.map((tile) => tile.url)).toContain("https://tiles.example.com/12/3345/1783.png");
  expect(Math.min(...tiles.map((tile) => tile.x))).toBeLessThanOrEqual(0);
  expect(Math.max(...tiles.map((tile) => tile.x + 256))).toBeGreaterThanOrEqual(400);
});
