import { expect, test } from "vitest";
import { addColumn, type Branch, every, type Flow, fresh, insert, move, remove, removeColumn, replace } from "./flow";

const words = { name: "n", rest: "rest", way: "way" };
const keys = (flow: Flow): string[] => [...every(flow.nodes)].map((node) => node.key);

function built(): Flow {
  let flow: Flow = { nodes: [] };
  flow = insert(flow, "", 0, fresh(flow, "approve", words));
  flow = insert(flow, "", 1, fresh(flow, "branch", words));
  flow = insert(flow, "way1", 0, fresh(flow, "approve", words));
  return insert(flow, "", 2, fresh(flow, "cc", words));
}

test("nodes are put into rows and keep keys of their own", () => {
  expect(keys(built())).toEqual(["step1", "branch1", "step2", "copy1"]);
});

test("a node is changed, moved and taken away wherever it stands", () => {
  const flow = built();
  const changed = replace(flow, { type: "approve", key: "step2", name: "Boss", who: [] });
  expect([...every(changed.nodes)].find((node) => node.key === "step2")?.name).toBe("Boss");
  expect(keys(move(flow, "copy1", -1))).toEqual(["step1", "copy1", "branch1", "step2"]);
  expect(keys(move(flow, "step1", -1))).toEqual(keys(flow));
  expect(keys(remove(flow, "step2"))).toEqual(["step1", "branch1", "copy1"]);
});

test("a new way stands before the one for everything else", () => {
  const flow = built();
  const branch = flow.nodes[1] as Branch;
  const more = addColumn(flow, branch, "more").nodes[1] as Branch;
  expect(more.columns.map((column) => [column.key, column.when === null])).toEqual([
    ["way1", false],
    ["way2", false],
    ["rest1", true],
  ]);
});

test("with only one way left the branch gives way to what it holds", () => {
  const flow = built();
  expect(keys(removeColumn(flow, flow.nodes[1] as Branch, "rest1"))).toEqual(["step1", "step2", "copy1"]);
});
