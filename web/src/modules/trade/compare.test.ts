import { expect, test } from "vitest";
import { pairs } from "./compare";
import type { DocumentLine } from "./data";

const line = (id: number, product: number | null, price: string, quantity = "1"): DocumentLine => ({
  id,
  name: `item ${product}`,
  product: product === null ? null : { id: product, title: "" },
  unit_price: price,
  quantity,
});

test("lines of the same product meet, whatever their place", () => {
  const found = pairs([line(1, 7, "10"), line(2, 8, "20.00")], [line(3, 8, "20"), line(4, 7, "9")]);
  expect(found.map(({ left, right, changed }) => [left?.id, right?.id, changed])).toEqual([
    [2, 3, false],
    [1, 4, true],
  ]);
});

test("what was added or taken out stands alone", () => {
  const found = pairs([line(1, 7, "10"), line(2, 7, "10", "3")], [line(3, 7, "10"), line(4, 9, "5")]);
  expect(found.map(({ left, right, changed }) => [left?.id, right?.id, changed])).toEqual([
    [1, 3, false],
    [undefined, 4, true],
    [2, undefined, true],
  ]);
});
