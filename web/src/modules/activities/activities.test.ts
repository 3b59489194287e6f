import dayjs from "dayjs";
import { beforeEach, expect, test } from "vitest";
import { setZone } from "@/ui/format";
import { quickTimes } from "./parts";
import { readRule, writeRule } from "./RulesPage";

beforeEach(() => setZone("Asia/Shanghai"));

const keys = (day: string): string[] => quickTimes(dayjs(`${day}T15:20:00`)).map((time) => time.key);

test("quick times name each moment once", () => {
  expect(keys("2026-11-24")).toEqual(["tomorrow", "days3", "monday"]);
  expect(keys("2026-11-22")).toEqual(["tomorrow", "days3"]);
  expect(keys("2026-11-27")).toEqual(["tomorrow", "days3"]);
});

test("quick times are at nine in the morning, Monday is the next one", () => {
  const monday = quickTimes(dayjs("2026-11-23T08:00:00")).at(-1);
  expect(monday?.at).toBe("2026-11-30T01:00:00Z");
});

test("a rule comes back as it was written", () => {
  for (const rule of [
    { kinds: ["other", "message"], characters: 20, files: true },
    { kinds: [], characters: 5, files: false },
  ])
    expect(readRule(writeRule(rule))).toEqual(rule);
});

test("a rule of another shape is not simplified", () => {
  expect(readRule({ not: { field: "kind", op: "eq", value: "other" } })).toBeNull();
  expect(readRule({ field: "duration", op: "gte", value: 60 })).toBeNull();
});
