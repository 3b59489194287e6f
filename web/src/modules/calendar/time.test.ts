import { beforeEach, expect, test } from "vitest";
import { setZone } from "@/ui/format";
import { daysOf, momentOf, type Piece, piecesOf, placed, shifted, stepped, wallOf } from "./time";
import type { Item } from "./types";
import { whenText } from "./words";

const item = (starts_at: string, ends_at: string, more: Partial<Item> = {}): Item => ({
  kind: "meeting",
  entity: "meeting",
  id: 1,
  version: 1,
  title: "例会",
  what: "",
  starts_at,
  ends_at,
  all_day: false,
  location: "",
  customer: null,
  owner: null,
  occurrence: null,
  series: false,
  can_move: true,
  ...more,
});
const piece = (from: number, to: number): Piece => ({ item: item("", ""), from, to });

beforeEach(() => setZone("Asia/Shanghai"));

test("a moment is a day and a time by the clock of the person, and back", () => {
  expect(wallOf("2026-11-22T16:30:00Z")).toEqual({ day: "2026-11-23", minutes: 30 });
  expect(momentOf("2026-11-23", 30)).toBe("2026-11-22T16:30:00Z");
  expect(momentOf("2026-11-23", -60)).toBe("2026-11-22T15:00:00Z");
  setZone("Europe/Berlin");
  expect(momentOf("2026-03-29", 9 * 60)).toBe("2026-03-29T07:00:00Z");
  expect(momentOf("2026-03-28", 9 * 60)).toBe("2026-03-28T08:00:00Z");
});

test("a month is whole weeks from Monday on", () => {
  const days = daysOf("month", "2026-11-22");
  expect([days[0], days.at(-1), days.length]).toEqual(["2026-10-26", "2026-12-06", 42]);
  expect(daysOf("month", "2027-02-10").length).toBe(28);
  expect(daysOf("week", "2026-11-22")[0]).toBe("2026-11-16");
});

test("the next month begins with its first day, also after the thirty-first", () => {
  expect([stepped("month", "2026-12-31", 1), stepped("month", "2026-03-31", -1)]).toEqual(["2027-01-01", "2026-02-01"]);
  expect(stepped("week", "2026-11-22", -1)).toBe("2026-11-15");
});

test("what lasts over midnight has a piece on either day, what ends there has none on the next", () => {
  const night = item("2026-11-22T14:00:00Z", "2026-11-22T18:00:00Z");
  const cut = (day: string) => piecesOf([night], day).map(({ from, to }) => [from, to]);
  expect([cut("2026-11-22"), cut("2026-11-23"), cut("2026-11-24")]).toEqual([[[1320, 1440]], [[0, 120]], []]);
  const late = item("2026-11-22T14:00:00Z", "2026-11-22T16:00:00Z");
  expect(piecesOf([late], "2026-11-23")).toEqual([]);
  const due = item("2026-11-22T16:00:00Z", "2026-11-22T16:00:00Z");
  expect(piecesOf([due], "2026-11-23").map(({ from, to }) => [from, to])).toEqual([[0, 0]]);
});

test("a whole day is the company's, wherever the person is", () => {
  const whole = item("2026-11-24T16:00:00Z", "2026-11-25T16:00:00Z", { all_day: true });
  for (const zone of ["America/New_York", "Asia/Shanghai", "Pacific/Auckland"]) {
    setZone(zone);
    const days = ["2026-11-24", "2026-11-25", "2026-11-26"].map((day) => piecesOf([whole], day).length);
    expect([zone, ...days]).toEqual([zone, 0, 1, 0]);
    expect(whenText(whole)).toContain("2026-11-25 ");
    expect(momentOf("2026-11-25", 0, true)).toBe(whole.starts_at);
    expect(shifted(whole, 1, 0).starts_at).toBe("2026-11-25T16:00:00Z");
  }
});

test("what overlaps stands side by side, what follows has the whole width again", () => {
  const found = placed([piece(540, 600), piece(560, 620), piece(600, 630), piece(700, 700), piece(710, 760)]);
  expect(found.map(({ from, to, lane, lanes }) => [from, to, lane, lanes])).toEqual([
    [540, 600, 0, 2],
    [560, 620, 1, 2],
    [600, 630, 0, 2],
    [700, 730, 0, 2],
    [710, 760, 1, 2],
  ]);
});

test("moving keeps the length", () => {
  const moved = shifted(item("2026-11-22T01:00:00Z", "2026-11-22T02:30:00Z"), 3, -15);
  expect([moved.starts_at, moved.ends_at]).toEqual(["2026-11-25T00:45:00Z", "2026-11-25T02:15:00Z"]);
});
