import "@/i18n/words/funnel";
import { describe, expect, it } from "vitest";
import { t } from "@/i18n";
import { pointsOf } from "./Fan";
import { colorOf, percentOf, sentenceOf } from "./Verdicts";

describe("the forecast beside its target", () => {
  it("says how far the middle lies from the target", () => {
    expect(sentenceOf({ target: "500000", gap: "-120000.00", chance: 0.38 }, "CNY")).toContain("12");
    expect(sentenceOf({ target: "1", gap: "0.00", chance: 0.5 }, "CNY")).toBe(t("funnel.gapNone"));
  });
  it("claims no certainty from draws", () => {
    expect([0, 0.004, 0.38, 0.996, 1].map(percentOf)).toEqual(["<1", "<1", "38", ">99", ">99"]);
    expect([0.1, 0.4, 0.7].map(colorOf)).toEqual(["red", "orange", "green"]);
  });
  it("draws months alone or with those before them, each with its own target", () => {
    const band = { p10: "1", p50: "2", p90: "3" };
    const none = { target: null, gap: null, chance: null };
    const month = { ...band, ...none, month: "2026-11-01", won: "0", target: "5" };
    const running = { ...band, ...none, p50: "7", target: "9" };
    expect(pointsOf([{ ...month, running }], false)).toEqual([{ ...band, month: "2026-11-01", target: 5 }]);
    expect(pointsOf([{ ...month, running }], true)).toEqual([{ ...band, p50: "7", month: "2026-11-01", target: 9 }]);
  });
});
