/** Where the nodes of a graph stand: rings around the root, each branch in a sector of its own. */
import type { GraphEdge, GraphNode } from "./data";

export const NODE_WIDTH = 168;
export const NODE_HEIGHT = 54;
const RING = 200;
/** Room that a node takes on its ring. */
const ROOM = 104;

export interface Place {
  x: number;
  y: number;
}

/** A tree of the shortest ways from the root; every branch gets as much of the circle as it has leaves. */
export function ringLayout(root: string, nodes: GraphNode[], edges: GraphEdge[]): Map<string, Place> {
  const known = new Set(nodes.map((node) => node.key));
  const near = new Map<string, string[]>();
  for (const edge of edges) {
    if (!known.has(edge.source) || !known.has(edge.target)) continue;
    near.set(edge.source, [...(near.get(edge.source) ?? []), edge.target]);
    near.set(edge.target, [...(near.get(edge.target) ?? []), edge.source]);
  }
  const below = new Map<string, string[]>();
  const depth = new Map([[root, 0]]);
  const order = [root];
  for (let at = 0; at < order.length; at++) {
    const key = order[at] as string;
    for (const next of near.get(key) ?? []) {
      if (depth.has(next)) continue;
      depth.set(next, (depth.get(key) ?? 0) + 1);
      below.set(key, [...(below.get(key) ?? []), next]);
      order.push(next);
    }
  }
  const leaves = new Map<string, number>();
  for (const key of [...order].reverse()) {
    const sum = (below.get(key) ?? []).reduce((total, child) => total + (leaves.get(child) ?? 1), 0);
    leaves.set(key, Math.max(1, sum));
  }
  const counts = new Map<number, number>();
  for (const level of depth.values()) counts.set(level, (counts.get(level) ?? 0) + 1);
  const radius = new Map([[0, 0]]);
  for (let level = 1; counts.has(level); level++) {
    const wide = ((counts.get(level) ?? 0) * ROOM * 1.4) / (2 * Math.PI);
    radius.set(level, Math.max((radius.get(level - 1) ?? 0) + RING, wide));
  }
  const places = new Map<string, Place>([[root, { x: 0, y: 0 }]]);
  const share = (key: string, from: number, to: number): void => {
    let start = from;
    for (const child of below.get(key) ?? []) {
      const end = start + ((to - from) * (leaves.get(child) ?? 1)) / (leaves.get(key) ?? 1);
      const angle = (start + end) / 2;
      const r = radius.get(depth.get(child) ?? 1) ?? RING;
      // Wider than high: names are written in lines.
      places.set(child, { x: Math.cos(angle) * r * 1.35, y: Math.sin(angle) * r });
      share(child, start, end);
      start = end;
    }
  };
  share(root, -Math.PI / 2, (3 * Math.PI) / 2);
  let loose = 0;
  for (const node of nodes) {
    if (!places.has(node.key)) places.set(node.key, { x: (loose++ - 2) * (NODE_WIDTH + 24), y: RING * 2.4 });
  }
  settle(root, places);
  return places;
}

const SPACE_X = NODE_WIDTH + 16;
const SPACE_Y = NODE_HEIGHT + 16;
const ROUNDS = 120;

/** Pushes boxes that overlap apart, along the shorter way; the root stays. */
function settle(root: string, places: Map<string, Place>): void {
  const all = [...places.entries()];
  for (let round = 0; round < ROUNDS; round++) {
    let moved = false;
    for (const [at, [key, one]] of all.entries()) {
      for (const [otherKey, other] of all.slice(at + 1)) {
        const x = SPACE_X - Math.abs(one.x - other.x);
        const y = SPACE_Y - Math.abs(one.y - other.y);
        if (x <= 0.5 || y <= 0.5) continue;
        moved = true;
        const axis = x < y ? "x" : "y";
        const way = (axis === "x" ? x : y) * (one[axis] <= other[axis] ? 1 : -1);
        const fixed = key === root ? 0 : otherKey === root ? 1 : 0.5;
        one[axis] -= way * fixed;
        other[axis] += way * (1 - fixed);
      }
    }
    if (!moved) return;
  }
}
