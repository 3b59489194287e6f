import { expect, test } from "vitest";
import { change, figure, matrix, openingOf, optionOf, seriesOf } from "./chart";
import { type Answer, freeName, type Tile } from "./data";
import { added, placed, settled } from "./grid";

const count = { label: "数量", format: "number", fn: "count", filter: null } as const;
const level = (key: string) => ({ key, title: key.toUpperCase(), filter: { field: "level", op: "eq", value: key } });

const answer = (more: Partial<Answer>): Answer => ({
  entity: "customer",
  chart: "bar",
  filter: { field: "kind", op: "eq", value: "company" },
  date_field: "",
  period: null,
  previous: null,
  as_of: null,
  dimensions: [{ field: "level", label: "级别", kind: "choice", grain: "" }],
  measures: [{ ...count }],
  axes: [[level("a"), level("b")]],
  cells: [
    { at: [0], values: [3] },
    { at: [1], values: [5] },
  ],
  totals: { rows: [], columns: [], all: { values: [8] } },
  ...more,
});

test("a bar opens the list that it counts", () => {
  expect(openingOf(answer({}), [1], 0)).toEqual({
    entity: "customer",
    filter: {
      and: [
        { field: "kind", op: "eq", value: "company" },
        { field: "level", op: "eq", value: "b" },
      ],
    },
  });
  expect(openingOf(answer({ as_of: "2026-01-01" }), [1], 0)).toBeNull();
  expect(openingOf(answer({ axes: [[{ key: "x", title: "X", filter: null }]] }), [0], 0)).toBeNull();
});

test("a row of a figure opens rows of its own kind, and a goal none", () => {
  const money = { label: "完成", format: "money", fn: "sum", filter: null } as const;
  const filter = { field: "owner", op: "eq", value: 7 } as const;
  const found = answer({
    entity: "target",
    filter: null,
    measures: [{ ...money }, { ...money, label: "目标", still: true }],
    axes: [[{ key: "0", title: "合同金额 2026", filter, entity: "contract" }]],
    cells: [{ at: [0], values: ["5", "10"] }],
  });
  expect(openingOf(found, [0], 0)).toEqual({ entity: "contract", filter });
  expect(openingOf(found, [0], 1)).toBeNull();
});

test("a drawing shows what can be compared: amounts, not numbers beside them", () => {
  const money = { label: "金额", format: "money", fn: "sum", filter: null } as const;
  const found = answer({ measures: [money, { ...count }], cells: [{ at: [0], values: ["70", 2] }] });
  expect(seriesOf(found).map((one) => one.name)).toEqual(["金额"]);
});

test("a figure of a person opens that person's rows", () => {
  const drill = { entity: "visit", person: "owner", dept: "dept", filter: { field: "late", op: "eq", value: true } };
  const found = openingOf(
    answer({
      entity: "",
      measures: [{ ...count, drill }],
      axes: [[{ key: "7", title: "Ann", filter: null, subject: { kind: "person", id: 7 } }]],
    }),
    [0],
    0,
  );
  expect(found).toEqual({
    entity: "visit",
    filter: {
      and: [
        { field: "late", op: "eq", value: true },
        { field: "owner", op: "eq", value: 7 },
      ],
    },
  });
});

test("two axes become a series per column, a comparison one beside each measure", () => {
  const pivot = answer({
    axes: [
      [level("a"), level("b")],
      [level("x"), level("y")],
    ],
    cells: [
      { at: [0, 1], values: [2] },
      { at: [1, 0], values: [4] },
    ],
  });
  expect(matrix(pivot, 0)).toEqual([
    [null, 2],
    [4, null],
  ]);
  expect(seriesOf(pivot).map((one) => [one.name, one.data])).toEqual([
    ["X", [null, 4]],
    ["Y", [2, null]],
  ]);
  const compared = answer({
    previous: { first: "2026-01-01", last: "2026-01-31" },
    cells: [{ at: [0], values: [3], previous: [1] }],
  });
  expect(seriesOf(compared).map((one) => [one.faint ?? false, one.data])).toEqual([
    [false, [3, null]],
    [true, [1, null]],
  ]);
  expect(optionOf(compared).series).toHaveLength(2);
});

test("amounts are shown in full and changes in percent", () => {
  expect(figure("1234567.5", { format: "money" })).toBe("¥1,234,567.50");
  expect(figure(null, { format: "number" })).toBe("–");
  expect(change({ values: [15], previous: [10] }, 0)).toEqual({ percent: "50%", up: true });
  expect(change({ values: [0], previous: [0] }, 0)).toEqual({ percent: "0%", up: null });
  expect(change({ values: [3], previous: [0] }, 0)).toEqual({ percent: null, up: true });
  expect(change({ values: [3] }, 0)).toBeNull();
});

const tile = (id: string, x: number, y: number, w = 6, h = 4): Tile => ({ id, x, y, w, h });
const places = (tiles: Tile[]) => tiles.map((one) => [one.id, one.x, one.y, one.w, one.h]);

test("a tile that is moved pushes the others out of its way and leaves no gap above", () => {
  const tiles = [tile("a", 0, 0), tile("b", 6, 0), tile("c", 0, 4)];
  expect(places(placed(tiles, "c", { y: 0 }))).toEqual([
    ["a", 0, 4, 6, 4],
    ["b", 6, 0, 6, 4],
    ["c", 0, 0, 6, 4],
  ]);
  expect(places(placed(tiles, "b", { x: 20, w: 30 }))).toEqual([
    ["a", 0, 4, 6, 4],
    ["b", 0, 0, 12, 4],
    ["c", 0, 8, 6, 4],
  ]);
  expect(places(settled([tile("a", 0, 9)]))).toEqual([["a", 0, 0, 6, 4]]);
  expect(places(added(tiles, { w: 3, h: 2, template: "x" })).at(-1)).toEqual(["t1", 0, 8, 3, 2]);
});

test("a copy is offered a name that is free", () => {
  expect(freeName("总览 副本", [])).toBe("总览 副本");
  expect(freeName("总览 副本", ["总览 副本", "总览 副本 2"])).toBe("总览 副本 3");
});
