import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { TimelineItem } from "@/api/types";
import { setLocale } from "@/i18n";
import { Changes } from "./Timeline";

const shown = (changes: TimelineItem["changes"]): string[] => {
  render(<Changes item={{ action: "update", changes } as TimelineItem} />);
  return screen.getAllByRole("listitem").map((line) => line.textContent ?? "");
};

beforeEach(() => setLocale("zh-CN"));
afterEach(cleanup);

test("a change is told in the server's words, a setting in its plain values", () => {
  expect(
    shown([
      { field: "level", label: "级别", from: "A", to: "B", from_text: "A 重点", to_text: "B 优质" },
      { field: "active", label: "启用", from: true, to: false },
      { field: "days", label: "天数", from: null, to: 30 },
    ]),
  ).toEqual(["级别A 重点→B 优质", "启用是→否", "天数（空）→30"]);
});

test("what the reader may not know is named without a word of what it was", () => {
  expect(shown([{ field: "phone", label: "电话" }])).toEqual(["电话"]);
  expect(screen.getByText("电话").className).toContain("is-untold");
});
