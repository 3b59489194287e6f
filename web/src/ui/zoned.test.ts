import generateConfig from "@rc-component/picker/generate/dayjs";
import dayjs from "dayjs";
import { afterEach, expect, test } from "vitest";
import { setZone } from "./format";
import { momentPicked, nowShown, picked } from "./zoned";

afterEach(() => setZone("Asia/Shanghai"));

test("a picker shows a moment by the clock of the person and gives the same one back", () => {
  for (const [zone, shown] of [
    ["Asia/Shanghai", "2026-11-22 16:30"],
    ["America/Los_Angeles", "2026-11-22 00:30"],
    ["Asia/Kolkata", "2026-11-22 14:00"],
  ] as const) {
    setZone(zone);
    const value = picked("2026-11-22T08:30:00Z");
    expect(value?.format("YYYY-MM-DD HH:mm")).toBe(shown);
    expect(value && momentPicked(value)).toBe("2026-11-22T08:30:00Z");
  }
});

test("what is no moment shows nothing", () => {
  expect(picked("soon")).toBeNull();
});

test("the present that pickers mark is that of the person", () => {
  for (const zone of ["Pacific/Kiritimati", "Pacific/Niue"]) {
    setZone(zone);
    const day = new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(new Date());
    expect(nowShown().format("YYYY-MM-DD")).toBe(day);
    expect(generateConfig.getNow().format("YYYY-MM-DD")).toBe(day);
  }
  expect(dayjs.isDayjs(nowShown())).toBe(true);
});
