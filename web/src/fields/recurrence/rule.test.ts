import { afterEach, beforeEach, expect, test } from "vitest";
import { setLocale } from "@/i18n";
import { setZone } from "@/ui/format";
import { parseRule, recurrenceText, ruleText } from "./rule";

beforeEach(() => setZone("Asia/Shanghai"));
afterEach(() => setLocale("zh-CN"));

test.each([
  ["FREQ=DAILY", "每天", "Every day"],
  ["FREQ=DAILY;INTERVAL=3", "每 3 天", "Every 3 days"],
  ["FREQ=WEEKLY;BYDAY=MO,WE;COUNT=6", "每周一、三，共 6 次", "Every week on Mon, Wed, 6 times"],
  ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "每 2 周的周一", "Every 2 weeks on Mon"],
  [
    "FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20271231",
    "每月 15 号，到 2027-12-31 为止",
    "Every month on day 15, until 2027-12-31",
  ],
  ["FREQ=MONTHLY;BYMONTHDAY=-1", "每月最后一天", "Every month on the last day"],
  ["FREQ=YEARLY", "每年", "Every year"],
])("%s is read in both languages and written back as it was", (text, chinese, english) => {
  setLocale("zh-CN");
  expect(recurrenceText(text)).toBe(chinese);
  setLocale("en");
  expect(recurrenceText(text)).toBe(english);
  const rule = parseRule(text);
  expect(rule && ruleText(rule)).toBe(text);
});

test("the last moment of a series is told as a day where the person is, and kept as it came", () => {
  const text = "FREQ=DAILY;UNTIL=20261201T170000Z";
  setLocale("zh-CN");
  expect(recurrenceText(text)).toBe("每天，到 2026-12-02 为止");
  const rule = parseRule(text);
  expect(rule && ruleText(rule)).toBe(text);
});

test("what says more than the parts stays as it is written", () => {
  for (const text of [
    "FREQ=MONTHLY;BYDAY=1MO",
    "FREQ=MONTHLY;BYMONTHDAY=1,15",
    "FREQ=YEARLY;BYMONTH=2",
    "FREQ=HOURLY",
  ]) {
    expect(parseRule(text)).toBeNull();
    expect(recurrenceText(text)).toBe(text);
  }
  expect([parseRule(""), parseRule(null), recurrenceText(null)]).toEqual([null, null, ""]);
});

test("a count and a day exclude each other, weekdays stand in the order of the week", () => {
  expect(ruleText({ freq: "WEEKLY", interval: 1, days: ["FR", "MO"], monthDay: 3, count: 2, until: "20271231" })).toBe(
    "FREQ=WEEKLY;BYDAY=MO,FR;COUNT=2",
  );
});
