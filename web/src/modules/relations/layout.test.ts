import { expect, test } from "vitest";
import type { GraphEdge, GraphNode } from "./data";
import { NODE_HEIGHT, NODE_WIDTH, ringLayout } from "./layout";

const node = (key: string): GraphNode => ({ key, kind: "customer", id: 1, title: key, depth: 0 });
const edge = (source: string, target: string): GraphEdge => ({
  key: `${source}>${target}`,
  source,
  target,
  kind: "1",
  label: "",
  back: "",
  color: "blue",
  strength: 3,
  ended: false,
});

test("the root stands in the middle and every node has a place of its own", () => {
  const keys = Array.from({ length: 24 }, (_, at) => `n${at}`);
  const edges = keys.slice(1).map((key, at) => edge(at < 8 ? "n0" : `n${1 + (at % 8)}`, key));
  const places = ringLayout("n0", keys.map(node), edges);
  expect(places.get("n0")).toEqual({ x: 0, y: 0 });
  const all = [...places.values()];
  expect(all).toHaveLength(24);
  for (const [at, one] of all.entries()) {
    for (const other of all.slice(at + 1)) {
      const apart = Math.abs(one.x - other.x) >= NODE_WIDTH || Math.abs(one.y - other.y) >= NODE_HEIGHT;
      expect([one, other, apart]).toEqual([one, other, true]);
    }
  }
});

test("a circle of lines and a node without any are placed too", () => {
  const places = ringLayout("a", ["a", "b", "c", "alone"].map(node), [edge("a", "b"), edge("b", "c"), edge("c", "a")]);
  expect([...places.keys()].sort()).toEqual(["a", "alone", "b", "c"]);
});
