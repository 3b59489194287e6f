import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "@/api/client";
import { formErrors } from "@/api/problem";
import type { EntityMeta, FieldMeta } from "@/api/types";
import { setLocale } from "@/i18n";
import type { FormModel } from "../form/useForm";
import { addDecimals, readDecimal } from "./decimal";
import FormLines from "./FormLines";
import { byLine, checkLists, type FormList, sentLists, stillWrong } from "./form";
import { parseBlock, pasteBlock } from "./paste";
import { duplicate, type Line, lineColumns, MAX_LINES, move, newLine, sumOf, toLines, wireLines } from "./rows";
import { readAnswer } from "./useDerived";

const field = (name: string, type: string, more: Partial<FieldMeta> = {}): FieldMeta => ({
  name,
  label: name,
  type,
  required: false,
  read_only: false,
  write_once: false,
  operators: ["eq", "in"],
  sortable: true,
  filterable: true,
  groupable: false,
  custom: false,
  view: "full",
  edit: true,
  pii: false,
  search: false,
  ...more,
});
const meta = (key: string, fields: FieldMeta[], more: Partial<EntityMeta> = {}): EntityMeta => ({
  key,
  label: key,
  plural: key,
  icon: "file",
  color: "blue",
  title: "name",
  module: "trade",
  can: {},
  features: {},
  fields,
  list: { columns: [], filters: [], sort: null, presets: [] },
  layout: { facts: [], sections: [] },
  related: [],
  actions: [],
  ...more,
});
const LIST = { key: "lines", label: "明细", entity: "quote_line", columns: [] as string[], required: true };
const LINE = meta("quote_line", [
  field("product", "link", { link: "product", required: true }),
  field("quantity", "decimal", { required: true }),
  field("unit_price", "money", { decimals: 6 }),
  field("kind", "choice", { choices: [{ value: "a", label: "甲类" }] }),
  field("on", "date"),
  field("amount", "money", { read_only: true }),
  field("quote", "link", { link: "quote" }),
  field("position", "integer", { read_only: true }),
]);
const QUOTE = meta("quote", [field("amount", "money", { read_only: true })], { lines: [LIST] });
const COLUMNS = lineColumns(LIST, LINE.fields, "quote");
const KNOWN: FormList = { list: LIST, meta: LINE, columns: COLUMNS };
const cny = (amount: string) => ({ amount, currency: "CNY" });
const CONTEXT = { currency: "CNY", defaults: {}, problem: (code: string, text: string) => `${code}:${text}` };

beforeEach(() => setLocale("zh-CN"));
afterEach(cleanup);

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
    { id: 0, values: { amount: cny("3") }, lines: [{ amount: cny("1") }, { amount: cny("2") }] },
    sent,
  );
  expect(derived.values.amount).toEqual(cny("3"));
  expect(derived.rows.lines).toEqual({ a: { amount: cny("1") }, b: { amount: cny("2") } });
});

// -- the table ------------------------------------------------------------------------------------------------------

let kept: Line[] = [];

function Table({ start }: { start: Line[] }) {
  const [lines, setLines] = useState(start);
  kept = lines;
  const form = {
    values: { lines },
    errors: { fields: {}, summary: [] },
    lineErrors: {},
    whole: () => ({}),
    setLines: (_list: string, next: Line[]) => setLines(next),
  } as unknown as FormModel;
  return <FormLines meta={QUOTE} lists={[KNOWN]} form={form} />;
}

function show(start: Line[]) {
  vi.stubGlobal("fetch", async () => {
    const lines = kept.map(() => ({ amount: cny("5.00") }));
    return new Response(JSON.stringify({ values: { amount: cny("10.00") }, lines }), {
      headers: { "content-type": "application/json" },
    });
  });
  const client = new QueryClient();
  return render(
    <QueryClientProvider client={client}>
      <Table start={start} />
    </QueryClientProvider>,
  );
}

const cell = (row: number, column: number): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-cell="${row}:${column}"]`);
  if (!found) throw new Error(`no cell ${row}:${column}`);
  return found;
};
const key = (name: string, more = {}) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key: name, ...more });
const type = (text: string) => fireEvent.change(document.activeElement as Element, { target: { value: text } });

test("typing, Tab and Enter move as in a spreadsheet; the last row grows", async () => {
  show([newLine({ quantity: "1" }), newLine()]);
  act(() => cell(0, 1).focus());
  fireEvent.mouseDown(cell(0, 1), { button: 0 });
  await waitFor(() => expect(document.activeElement?.tagName).toBe("INPUT"));
  type("2.5");
  key("Tab");
  expect(kept[0]?.values.quantity).toBe("2.5");
  await waitFor(() => expect(document.activeElement).toBe(cell(0, 2)));
  key("1");
  await waitFor(() => expect((document.activeElement as HTMLInputElement).value).toBe("1"));
  type("1,000.5");
  key("Enter");
  expect(kept[0]?.values.unit_price).toEqual(cny("1000.5"));
  await waitFor(() => expect(document.activeElement).toBe(cell(1, 2)));
  key("F2");
  await waitFor(() => expect(document.activeElement?.tagName).toBe("INPUT"));
  key("Enter");
  expect(kept.length).toBe(3);
  await waitFor(() => expect(document.activeElement).toBe(cell(2, 2)));
  key("ArrowUp");
  key("ArrowLeft");
  await waitFor(() => expect(document.activeElement).toBe(cell(1, 1)));
  expect(document.querySelectorAll("input").length).toBe(0);
});

test("what cannot be read stays out, and says why", async () => {
  show([newLine({ quantity: "1" })]);
  fireEvent.mouseDown(cell(0, 1), { button: 0 });
  await waitFor(() => expect(document.activeElement?.tagName).toBe("INPUT"));
  type("many");
  key("Enter");
  expect(kept[0]?.values.quantity).toBeNull();
  expect(cell(0, 1).getAttribute("aria-invalid")).toBe("true");
  expect(screen.getByText(/“many”不是数字/)).toBeTruthy();
});

test("rows are moved, copied, removed by keys and come back", async () => {
  show([newLine({ quantity: "1" }), newLine({ quantity: "2" })]);
  const quantities = () => kept.map((line) => line.values.quantity);
  fireEvent.mouseDown(cell(0, 5), { button: 0 });
  await waitFor(() => expect(document.activeElement).toBe(cell(0, 5)));
  key("ArrowDown", { altKey: true });
  expect(quantities()).toEqual(["2", "1"]);
  await waitFor(() => expect(document.activeElement).toBe(cell(1, 5)));
  key("d", { ctrlKey: true });
  expect(quantities()).toEqual(["2", "1", "1"]);
  await waitFor(() => expect(document.activeElement).toBe(cell(2, 5)));
  key("Delete", { ctrlKey: true });
  expect(quantities()).toEqual(["2", "1"]);
  expect(screen.getByText("已删除第 3 行")).toBeTruthy();
});

test("a spreadsheet block is pasted into the table", async () => {
  show([newLine()]);
  fireEvent.mouseDown(cell(0, 5), { button: 0 });
  await waitFor(() => expect(document.activeElement).toBe(cell(0, 5)));
  key("Home");
  key("ArrowRight");
  await waitFor(() => expect(document.activeElement).toBe(cell(0, 1)));
  fireEvent.paste(cell(0, 1), { clipboardData: { getData: () => "1\t2\n3\t4\n" } });
  expect(kept.map((line) => [line.values.quantity, line.values.unit_price])).toEqual([
    ["1", cny("2")],
    ["3", cny("4")],
  ]);
});

test("columns and totals that the server reckons are shown", async () => {
  show([
    newLine({ quantity: "1", product: { id: 1, title: "甲" } }),
    newLine({ quantity: "1", product: { id: 1, title: "甲" } }),
  ]);
  await waitFor(() => expect(cell(1, 5).textContent).toBe("¥5.00"));
  expect(document.querySelector("tfoot")?.textContent).toContain("¥10.00");
  expect(document.querySelector(".lines__totals")?.textContent).toContain("¥10.00");
});

test("a hundred rows hold one input", async () => {
  show(Array.from({ length: 100 }, () => newLine({ quantity: "1" })));
  fireEvent.mouseDown(cell(50, 1), { button: 0 });
  await waitFor(() => expect(document.activeElement?.tagName).toBe("INPUT"));
  expect(document.querySelectorAll("input").length).toBe(1);
  expect(document.querySelectorAll("tbody tr").length).toBe(100);
});
