import { expect, test } from "vitest";
import type { CalendarDay, Rec } from "@/api/types";
import { shifted } from "./shifted";

const rec = (id: number): Rec => ({ id, version: 1 }) as Rec;
const days: CalendarDay[] = [
  { day: "2026-11-03", count: 5, sums: {}, items: [rec(1), rec(2)] },
  { day: "2026-11-09", count: 1, sums: {}, items: [rec(3)] },
];
const told = (found: CalendarDay[]) => found.map((one) => [one.day, one.count, one.items.map((item) => item.id)]);

test("a record leaves its day and comes first in the other", () => {
  expect(told(shifted(days, rec(2), "2026-11-09"))).toEqual([
    ["2026-11-03", 4, [1]],
    ["2026-11-09", 2, [2, 3]],
  ]);
});

test("a day without records comes into being", () => {
  expect(told(shifted(days, rec(3), "2026-11-20"))).toEqual([
    ["2026-11-03", 5, [1, 2]],
    ["2026-11-09", 0, []],
    ["2026-11-20", 1, [3]],
  ]);
});
