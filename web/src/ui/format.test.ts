import { beforeEach, expect, test } from "vitest";
import { setLocale } from "@/i18n";
import {
  formatAgo,
  formatBig,
  formatCount,
  formatDecimal,
  formatMoment,
  formatMoney,
  initials,
  setZone,
} from "./format";

beforeEach(() => {
  setLocale("zh-CN");
  setZone("Asia/Shanghai");
});

test("digits are grouped without losing any", () => {
  expect(formatDecimal("12345678901234567890.120", 2)).toBe("12,345,678,901,234,567,890.120");
  expect(formatDecimal(-1234)).toBe("-1,234");
  expect(formatMoney("-1234.5", "CNY")).toBe("-¥1,234.50");
  expect(formatCount({ count: 10000, capped: true })).toBe("10,000+");
});

test("an executive reads 万 and 亿", () => {
  expect([formatBig(9_999), formatBig(48_620_000), formatBig(123_000_000)]).toEqual(["9,999", "4,862 万", "1.2 亿"]);
  setLocale("en");
  expect(formatBig(48_620_000)).toBe("48.6M");
});

test("moments are shown in the person's zone", () => {
  expect(formatMoment("2026-11-21T17:30:00Z")).toBe("2026-11-22 01:30");
  expect(formatMoment("2026-11-21")).toBe("2026-11-21");
  setZone("UTC");
  expect(formatMoment("2026-11-21T17:30:00Z")).toBe("2026-11-21 17:30");
  expect(formatMoment("nonsense")).toBe("");
});

test("recent moments in words", () => {
  const now = new Date("2026-11-22T08:00:00Z");
  expect(formatAgo("2026-11-22T07:59:40Z", now)).toBe("刚刚");
  expect(formatAgo("2026-11-22T07:20:00Z", now)).toBe("40 分钟前");
  expect(formatAgo("2026-11-22T01:00:00Z", now)).toBe("今天 09:00");
  expect(formatAgo("2026-11-21T01:00:00Z", now)).toBe("昨天 09:00");
  expect(formatAgo("2026-11-01T01:00:00Z", now)).toBe("2026-11-01 09:00");
});

test("avatars carry the given name", () => {
  expect([initials("吴若曦"), initials("林强"), initials("Ada Lovelace")]).toEqual(["若曦", "强", "AL"]);
});
