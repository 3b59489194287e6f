import { expect, test } from "vitest";
import { type Activity, drillFilter, personRows, stepped, treeRows } from "./team";

const figures = (calls: number) => ({ values: [calls], previous: [0] });
const data = {
  departments: [
    { id: 1, title: "Head", parent: null, people: 3, ...figures(9) },
    { id: 2, title: "East", parent: 1, people: 2, ...figures(5) },
    { id: 3, title: "West", parent: 1, people: 1, ...figures(4) },
  ],
  people: [
    { id: 10, title: "Ann", department: 2, left: false, ...figures(2) },
    { id: 11, title: "Bob", department: 2, left: false, ...figures(3) },
    { id: 12, title: "Eve", department: 3, left: false, ...figures(4) },
  ],
} as unknown as Activity;

test("departments stand above their people, the most active first", () => {
  const titles = treeRows(data, 0, new Set()).map((row) => `${"-".repeat(row.depth)}${row.title}`);
  expect(titles).toEqual(["Head", "-East", "--Bob", "--Ann", "-West", "--Eve"]);
  expect(treeRows(data, 0, new Set([2])).map((row) => row.title)).toEqual(["Head", "East", "West", "Eve"]);
  expect(personRows(data, 0).map((row) => row.title)).toEqual(["Eve", "Bob", "Ann"]);
});

test("a number opens its rows", () => {
  const drill = {
    entity: "follow_up",
    person: "author",
    dept: "author_dept",
    filter: { and: [{ field: "kind", op: "eq", value: "call" }] },
  } as never;
  const [head, , bob] = treeRows(data, 0, new Set());
  expect(drillFilter(drill, head as never)).toEqual({
    and: [
      { field: "kind", op: "eq", value: "call" },
      { field: "author_dept", op: "under", value: 1 },
    ],
  });
  expect(drillFilter(drill, bob as never)).toEqual({
    and: [
      { field: "kind", op: "eq", value: "call" },
      { field: "author", op: "eq", value: 11 },
    ],
  });
});

test("the period before ends the day before, across the year", () => {
  expect(stepped("2026-01-01", "2026-01-31", -1)).toBe("2025-12-31");
  expect(stepped("2026-01-01", "2026-12-31", 1)).toBe("2027-01-01");
});
