import { expect, test } from "vitest";
import { readPasted } from "./paste";

test("days and spans are read as they are announced", () => {
  const text = "2027-01-01~2027-01-02 休 元旦\n\n2027年1月9日，班，元旦\n2月6日 放假 春节 除夕";
  expect(readPasted(text, 2027)).toEqual({
    days: [
      { day: "2027-01-01", working: false, name: "元旦" },
      { day: "2027-01-02", working: false, name: "元旦" },
      { day: "2027-01-09", working: true, name: "元旦" },
      { day: "2027-02-06", working: false, name: "春节 除夕" },
    ],
    bad: [],
  });
});

test("what cannot be read is named by its line, and nothing of it is taken", () => {
  const text =
    "2027-02-30 休 不存在\n元旦\n2026-12-31 休 元旦\n2027-05-05~2027-05-01 休 劳动节\n2027-05-01 也许 劳动节";
  const found = readPasted(text, 2027);
  expect(found.days).toEqual([]);
  expect(found.bad.map(({ line, why }) => [line, why])).toEqual([
    [1, "malformed"],
    [2, "malformed"],
    [3, "year"],
    [4, "malformed"],
    [5, "malformed"],
  ]);
});
