import { expect, test } from "vitest";
import type { Condition } from "@/api/types";
import { allOf, fromCondition, holds, partsOf, pinnedValue, toCondition, withPinned } from "./condition";

const LEVEL: Condition = { field: "level", op: "in", value: ["A", "B"] };
const NAME: Condition = { field: "name", op: "contains", value: "华" };

test.each<[string, Condition]>([
  ["one leaf", NAME],
  ["all", { and: [LEVEL, NAME] }],
  ["any", { or: [LEVEL, NAME] }],
  ["nested", { and: [LEVEL, { or: [NAME, { field: "phone", op: "empty" }] }] }],
  ["negated group", { not: { or: [LEVEL, NAME] } }],
  ["negated leaf", { not: NAME }],
  ["a period", { field: "created_at", op: "within", value: { unit: "month", from: -1, to: 0 } }],
])("builder and condition agree: %s", (_name, condition) => {
  expect(toCondition(fromCondition(condition))).toEqual(condition);
});

test("unfinished rows are left out", () => {
  const group = {
    join: "and" as const,
    items: [
      { field: "", op: "" },
      { field: "level", op: "in", value: [] },
      { field: "price", op: "between", value: ["1", null] },
      { field: "name", op: "contains", value: "华" },
    ],
  };
  expect(toCondition(group)).toEqual(NAME);
  expect(toCondition({ join: "and", items: [{ field: "name", op: "contains", value: "" }] })).toBeNull();
});

test("a pinned filter is one part of the condition and leaves the others alone", () => {
  const with1 = withPinned(NAME, "level", "in", ["A"]);
  expect(with1).toEqual({ and: [NAME, { field: "level", op: "in", value: ["A"] }] });
  expect(pinnedValue(with1, "level", "in")).toEqual(["A"]);
  const with2 = withPinned(with1, "level", "in", ["B"]);
  expect(pinnedValue(with2, "level", "in")).toEqual(["B"]);
  expect(withPinned(with2, "level", "in", [])).toEqual(NAME);
});

test("a view's filter and the person's own are joined flat", () => {
  expect(allOf(LEVEL, null, { and: [NAME, LEVEL] })).toEqual({ and: [LEVEL, NAME, LEVEL] });
  expect(allOf(null, undefined)).toBeNull();
  expect(partsOf({ and: [LEVEL, NAME] })).toEqual([LEVEL, NAME]);
});

test("visible_if is judged on the values of the form", () => {
  const values = { kind: "dealer", owner: { id: 3, title: "吴" }, tags: ["a"] };
  expect(holds({ field: "kind", op: "eq", value: "dealer" }, values)).toBe(true);
  expect(holds({ field: "kind", op: "in", value: ["company"] }, values)).toBe(false);
  expect(holds({ field: "owner", op: "eq", value: 3 }, values)).toBe(true);
  expect(holds({ not: { field: "note", op: "empty" } }, values)).toBe(false);
  expect(holds({ field: "tags", op: "has_any", value: ["a", "z"] }, values)).toBe(true);
  expect(holds({ field: "tags", op: "has_all", value: ["a", "z"] }, values)).toBe(false);
});
