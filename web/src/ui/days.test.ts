import { expect, test } from "vitest";
import { isDay, isMonth, mondayOf, monthAfter, weeksAround } from "./days";

test("weeks around a month begin on a Monday and end on a Sunday", () => {
  const days = weeksAround("2026-11-17");
  expect([days[0], days.at(-1), days.length]).toEqual(["2026-10-26", "2026-12-06", 42]);
  expect(weeksAround("2027-02-01")).toHaveLength(28);
});

test("months and Mondays across a year", () => {
  expect(monthAfter("2026-12-31", 1)).toBe("2027-01-01");
  expect(monthAfter("2026-01-31", -1)).toBe("2025-12-01");
  expect(mondayOf("2027-01-01")).toBe("2026-12-28");
});

test("what is no day and no month is told apart", () => {
  expect([isDay("2026-02-30x"), isDay("2026-13-01"), isDay("2026-11-22")]).toEqual([false, false, true]);
  expect([isMonth("2026-13"), isMonth("2026-1"), isMonth(202611), isMonth("2026-11")]).toEqual([
    false,
    false,
    false,
    true,
  ]);
});
