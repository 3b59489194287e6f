import { beforeEach, expect, test } from "vitest";
import { setZone } from "@/ui/format";
import { laterThan } from "./later";

beforeEach(() => setZone("Asia/Shanghai"));

test("tomorrow and in three days keep the time of day", () => {
  const due = "2026-11-20T07:30:00Z";
  expect(laterThan("2026-11-30T03:00:00Z", due, "tomorrow")).toBe("2026-12-01T07:30:00Z");
  expect(laterThan("2026-11-30T03:00:00Z", due, "in3days")).toBe("2026-12-03T07:30:00Z");
});

test("what has no time comes back in the morning", () => {
  expect(laterThan("2026-11-25T03:00:00Z", null, "tomorrow")).toBe("2026-11-26T01:00:00Z");
  expect(laterThan("2026-11-25T03:00:00Z", "2026-11-25", "tomorrow")).toBe("2026-11-26T01:00:00Z");
});

test("next Monday is never today", () => {
  for (let date = 23; date < 30; date++)
    expect(laterThan(`2026-11-${date}T03:00:00Z`, null, "nextMonday")).toBe("2026-11-30T01:00:00Z");
  expect(laterThan("2026-11-30T03:00:00Z", null, "nextMonday")).toBe("2026-12-07T01:00:00Z");
});

test("tomorrow is that of the person, whatever day it is where the device stands", () => {
  const now = "2026-11-25T17:00:00Z";
  expect(laterThan(now, null, "tomorrow")).toBe("2026-11-27T01:00:00Z");
  setZone("America/New_York");
  expect(laterThan(now, null, "tomorrow")).toBe("2026-11-26T14:00:00Z");
});
