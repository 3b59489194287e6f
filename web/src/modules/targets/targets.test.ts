import { expect, test } from "vitest";
import { changedCells, type Draft, draftKey, type GridRow, isAmount, sumBelow, sumOfMonths } from "./data";

const cell = (goal: string) => ({ id: 1, version: 1, floor: null, goal, stretch: null });
const row = (subject: GridRow["subject"], id: number, parent: number | null, cells: GridRow["cells"]): GridRow => ({
  subject,
  id,
  title: `${subject} ${id}`,
  parent,
  depth: 0,
  can_change: true,
  cells,
  actual: null,
});

test("sums follow what is typed, exactly", () => {
  const ann = row("person", 1, 9, { "month 1": cell("0.10"), "month 2": cell("0.20") });
  expect(sumOfMonths(ann, "goal", {})).toBe(30);
  const draft: Draft = { [draftKey(ann, "month 3", "goal")]: "0.70" };
  expect(sumOfMonths(ann, "goal", draft)).toBe(100);
});

test("what stands below a department is added up, and nothing is not zero", () => {
  const east = row("department", 9, null, {});
  const ann = row("person", 1, 9, { "year 1": cell("5") });
  const bob = row("person", 2, 9, {});
  expect(sumBelow([east, ann, bob], east, "year 1", "goal", {})).toBe(500);
  expect(sumBelow([east, ann, bob], east, "year 1", "floor", {})).toBeNull();
  expect(sumBelow([east, ann, bob], ann, "year 1", "goal", {})).toBeNull();
});

test("a save sends the touched cells with all their figures", () => {
  const ann = row("person", 1, 9, { "month 2": cell("5.00") });
  const draft: Draft = { [draftKey(ann, "month 2", "floor")]: "3" };
  expect(changedCells([ann], draft)).toEqual([
    { subject: "person", id: 1, unit: "month", number: 2, floor: "3", goal: "5", stretch: null },
  ]);
});

test("what is an amount", () => {
  expect(["", "12", "12.5", "12.50"].every(isAmount)).toBe(true);
  expect(["-1", "1.234", "abc", "1e3"].some(isAmount)).toBe(false);
});
