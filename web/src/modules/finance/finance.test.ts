import { describe, expect, it } from "vitest";
import { fillUp, fromCents, plainAmount, readPercents, toCents } from "./cents";

describe("amounts in cents", () => {
  it("reads what was typed and writes it back", () => {
    expect([toCents("0.1"), toCents("1130"), toCents("12.345"), toCents("x"), toCents("-3.07")]).toEqual([
      10,
      113_000,
      null,
      null,
      -307,
    ]);
    expect([fromCents(10), fromCents(-307), fromCents(0)]).toEqual(["0.10", "-3.07", "0.00"]);
    expect(plainAmount("￥1,２34.50")).toBe("1234.50");
  });
  it("pays the first ones first, and no more than there is", () => {
    expect(fillUp(500, [300, 400, 100])).toEqual([300, 200, 0]);
    expect(fillUp(-1, [300])).toEqual([0]);
    expect(fillUp(1000, [300, 400])).toEqual([300, 400]);
  });
  it("takes percentages that come to a hundred", () => {
    expect(readPercents("30/60/10")).toEqual(["30", "60", "10"]);
    expect(readPercents("33.33，33.33，33.34")).toEqual(["33.33", "33.33", "33.34"]);
    expect([readPercents("30/60"), readPercents(""), readPercents("a/b"), readPercents("100/0")]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
