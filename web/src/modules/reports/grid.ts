/** Where tiles stand on the twelve columns of a dashboard. Pure, so that moving is tested without a pointer. */
import type { Tile } from "./data";

export const COLUMNS = 12;
export const MAX_HEIGHT = 20;
const MIN_WIDTH = 2;

type Box = Pick<Tile, "x" | "y" | "w" | "h">;

const meet = (a: Box, b: Box): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** Kept inside the columns. */
export function inside(box: Box): Box {
  const w = Math.min(Math.max(box.w, MIN_WIDTH), COLUMNS);
  const h = Math.min(Math.max(box.h, 1), MAX_HEIGHT);
  return { w, h, x: Math.min(Math.max(box.x, 0), COLUMNS - w), y: Math.max(box.y, 0) };
}

/** Everything as far up as it can go without meeting another; `first` keeps its place and pushes others down. */
export function settled(tiles: Tile[], first?: string): Tile[] {
  const order = [...tiles].sort((a, b) => a.y - b.y || Number(b.id === first) - Number(a.id === first) || a.x - b.x);
  const placed: Tile[] = [];
  for (const tile of order) {
    const next = { ...tile };
    while (placed.some((other) => meet(next, other))) next.y += 1;
    while (next.y > 0 && !placed.some((other) => meet({ ...next, y: next.y - 1 }, other))) next.y -= 1;
    placed.push(next);
  }
  return tiles.map((tile) => placed.find((one) => one.id === tile.id) ?? tile);
}

/** One tile at another place or of another size, and the others out of its way. */
export function placed(tiles: Tile[], id: string, change: Partial<Box>): Tile[] {
  return settled(
    tiles.map((tile) => (tile.id === id ? { ...tile, ...inside({ ...tile, ...change }) } : tile)),
    id,
  );
}

/** The place of a new tile: below all others. */
export function added(tiles: Tile[], tile: Omit<Tile, "id" | "x" | "y">): Tile[] {
  const number = 1 + Math.max(0, ...tiles.map((one) => Number(/^t(\d+)$/.exec(one.id)?.[1] ?? 0)));
  const y = Math.max(0, ...tiles.map((one) => one.y + one.h));
  return settled([...tiles, { ...tile, id: `t${number}`, x: 0, y }]);
}

/** The order in which tiles are read, and stand below each other on a phone. */
export const inOrder = (tiles: Tile[]): Tile[] => [...tiles].sort((a, b) => a.y - b.y || a.x - b.x);
