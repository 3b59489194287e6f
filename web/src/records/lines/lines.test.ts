import { beforeEach, expect, test } from "vitest";
import { ApiError } from "@/api/client";
import { formErrors } from "@/api/problem";
import { setLocale } from "@/i18n";
import "@/i18n/words/lines";
import { addDecimals, readDecimal } from "./decimal";
import { COLUMNS, cny, KNOWN } from "./fixtures";
import { byLine, checkLists, sentLists, stillWrong } from "./form";
import { readOf } from "./LineGrid";
import { parseBlock, pasteBlock } from "./paste";
import { duplicate, type Line, MAX_LINES, move, newLine, sumOf, toLines, wireLines } from "./rows";
import { readAnswer } from "./useDerived";

const CONTEXT = { currency: "CNY", defaults: {}, problem: (code: string, text: string) => `${code}:${text}` };

beforeEach(() => setLocale("zh-CN"));

test("columns leave out the document and the position, and sum amounts but not prices", () => {
  expect(COLUMNS.map(({ field: one }) => one.name)).toEqual([
    "product",
    "quantity",
    "unit_price",
    "kind",
    "on",
    "amount",
  ]);
  expect(COLUMNS.filter(({ summed }) => summed).map(({ field: one }) => one.name)).toEqual(["quantity", "amount"]);
});

test.each([
  [["0.1", "0.2"], "0.3"],
  [["9007199254740993.10", "0.905"], "9007199254740994.005"],
  [["-1.5", "1"], "-0.5"],
  [[], "0"],
  [["x", "2"], "2"],
])("sums are exact: %j is %s", (values, sum) => {
  expect(addDecimals(values)).toBe(sum);
});

test.each([
  ["1,234.50", "1234.50"],
  ["￥１２", "12"],
  ["(300)", "-300"],
  ["13%", "13"],
  ["007", "7"],
  [".5", "0.5"],
  ["12元", "12"],
  ["1e3", null],
  ["abc", null],
  ["", null],
  ["-", null],
])("a typed number %s is %s", (text, value) => {
  expect(readDecimal(text)).toBe(value);
});

test("amounts of different currencies are not added up", () => {
  expect(sumOf([cny("1.10"), cny("2.20"), null])).toEqual(cny("3.30"));
  expect(sumOf([cny("1"), { amount: "1", currency: "USD" }])).toBeNull();
  expect(sumOf(["1.5", "2"])).toBe("3.5");
  expect(sumOf([null, ""])).toBeNull();
});

test("a block keeps quoted cells whole", () => {
  expect(parseBlock('a\tb\r\n"c ""x""\n2"\td\n')).toEqual([
    ["a", "b"],
    ['c "x"\n2', "d"],
  ]);
  expect(parseBlock("one")).toEqual([["one"]]);
});

test("a pasted block fills editable columns from where one stands, and adds rows", () => {
  const first = newLine({ quantity: "9" });
  const pasted = pasteBlock(
    [first],
    COLUMNS,
    { row: 0, column: 1 },
    parseBlock("2\t1,000.5\t甲类\t2026/1/5\n3\tx\t乙\t\n"),
    CONTEXT,
  );
  expect(pasted.lines.map((line) => line.values)).toEqual([
    { quantity: "2", unit_price: cny("1000.5"), kind: "a", on: "2026-01-05" },
    { quantity: "3", on: null },
  ]);
  expect(pasted.lines[0]?.key).toBe(first.key);
  expect(pasted.errors).toEqual({ [pasted.lines[1]?.key ?? ""]: { unit_price: "number:x", kind: "choice:乙" } });
});

test("links of a pasted block are looked up later, and too many rows are told", () => {
  const pasted = pasteBlock([], COLUMNS, { row: 0, column: 0 }, Array(MAX_LINES + 3).fill(["P-1", "1"]), CONTEXT);
  expect(pasted.lines.length).toBe(MAX_LINES);
  expect(pasted.dropped).toBe(3);
  expect(pasted.links[0]).toMatchObject({ text: "P-1", key: pasted.lines[0]?.key });
});

test("what is sent: ids, write form, no blank rows, no masked values", () => {
  const lines: Line[] = [
    ...toLines([
      {
        id: 7,
        version: 2,
        product: { id: 1, title: "甲" },
        quantity: "2",
        amount: cny("4"),
        _masked: ["unit_price"],
        unit_price: "***",
      },
    ]),
    newLine({ kind: null }),
    newLine({ product: { id: 2, title: "乙" }, quantity: "1" }),
  ];
  const sent = wireLines(lines, COLUMNS);
  expect(sent.rows).toEqual([
    { id: 7, product: 1, quantity: "2", kind: null, on: null },
    { product: 2, quantity: "1" },
  ]);
  expect(sent.keys).toEqual(["r7", lines[2]?.key]);
});

test("rows move, and a copy is new", () => {
  const [one, two] = toLines([{ id: 1, quantity: "1", amount: cny("5") }, { id: 2 }]) as [Line, Line];
  expect(move([one, two], 0, 1).map((line) => line.id)).toEqual([2, 1]);
  expect(move([one, two], 0, 2).map((line) => line.id)).toEqual([1, 2]);
  const copied = duplicate([one, two], one.key, COLUMNS);
  expect(copied.map((line) => line.id)).toEqual([1, undefined, 2]);
  expect(copied[1]?.values.quantity).toBe("1");
  expect(copied[1]?.values.amount).toBeUndefined();
});

test("a refusal by place finds its row and not a field of the document", () => {
  const lines = [newLine(), newLine({ quantity: "1" }), newLine({ quantity: "2" })];
  const problem = {
    title: "",
    status: 422,
    code: "invalid",
    errors: [
      { path: "lines/1/amount", code: "x", message: "too much" },
      { path: "lines.0", code: "x", message: "no such row" },
      { path: "amount", code: "x", message: "of the document" },
    ],
  };
  const told = formErrors(new ApiError(problem), ["amount", "lines"], ["lines"]);
  expect(told.fields).toEqual({ amount: "of the document" });
  expect(byLine(told.rows, sentLists([KNOWN], { lines }))).toEqual({
    lines: { [lines[2]?.key ?? ""]: { amount: "too much" }, [lines[1]?.key ?? ""]: { "": "no such row" } },
  });
});

test("a column of short words leaves its room to the names", () => {
  const kind = COLUMNS.find(({ field }) => field.name === "product");
  if (!kind) throw new Error("no such column");
  const unit = { ...kind, field: { ...kind.field, label: "单位" } };
  const of = (title: string) => [newLine({ product: { id: 1, title } })];
  expect(readOf(unit, of("台"))).toBe(52);
  expect(readOf(unit, of("YE4-1.5kW"))).toBeCloseTo(93);
  expect(readOf(unit, of("千克每米"))).toBe(74);
  expect(readOf(unit, of("一个很长很长很长的单位名称"))).toBe(112);
});

test("an error goes when its cell changes", () => {
  const line = newLine({ quantity: "1", kind: "a" });
  const errors = { [line.key]: { quantity: "bad", kind: "bad" } };
  const now = { ...line, values: { ...line.values, quantity: "2" } };
  expect(stillWrong(errors, [line], [now])).toEqual({ [line.key]: { kind: "bad" } });
  expect(stillWrong(errors, [line], [])).toEqual({});
});

test("what is missing is told before the server is asked", () => {
  const line = newLine({ quantity: "1" });
  expect(checkLists([KNOWN], { lines: [line] })?.rows).toEqual({
    lines: { [line.key]: { product: "请填写product。" } },
  });
  expect(checkLists([KNOWN], { lines: [newLine()] })?.whole.lines).toContain("至少要有一行");
  expect(checkLists([KNOWN], { lines: [newLine({ product: { id: 1, title: "甲" }, quantity: "1" })] })).toBeNull();
});

test("the reckoned values find their rows", () => {
  const sent = { lines: { rows: [{}, {}], keys: ["a", "b"] } };
  const derived = readAnswer(
    { values: { amount: cny("3") }, lines: { lines: [{ amount: cny("1") }, { amount: cny("2") }] } },
    sent,
  );
  expect(derived.values.amount).toEqual(cny("3"));
  expect(derived.rows.lines).toEqual({ a: { amount: cny("1") }, b: { amount: cny("2") } });
});
