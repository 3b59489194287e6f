import { expect, test } from "vitest";
import { laterThan } from "./later";

const day = (date: Date): string =>
  `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()} ${date.getHours()}:${date.getMinutes()}`;

test("tomorrow and in three days keep the time of day", () => {
  const due = new Date(2026, 10, 20, 15, 30).toISOString();
  expect(day(laterThan(new Date(2026, 10, 30, 11, 0), due, "tomorrow"))).toBe("2026-12-1 15:30");
  expect(day(laterThan(new Date(2026, 10, 30, 11, 0), due, "in3days"))).toBe("2026-12-3 15:30");
});

test("what has no time comes back in the morning", () => {
  expect(day(laterThan(new Date(2026, 10, 25, 11, 0), null, "tomorrow"))).toBe("2026-11-26 9:0");
  expect(day(laterThan(new Date(2026, 10, 25, 11, 0), "2026-11-25", "tomorrow"))).toBe("2026-11-26 9:0");
});

test("next Monday is never today", () => {
  for (let date = 23; date < 30; date++)
    expect(day(laterThan(new Date(2026, 10, date, 11, 0), null, "nextMonday"))).toBe("2026-11-30 9:0");
  expect(day(laterThan(new Date(2026, 10, 30, 11, 0), null, "nextMonday"))).toBe("2026-12-7 9:0");
});
