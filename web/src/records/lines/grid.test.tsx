import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setLocale } from "@/i18n";
import type { FormModel } from "../form/useForm";
import FormLines from "./FormLines";
import { cny, KNOWN, QUOTE } from "./fixtures";
import { type Line, newLine } from "./rows";

beforeEach(() => setLocale("zh-CN"));
afterEach(cleanup);

let kept: Line[] = [];

function Table({ start }: { start: Line[] }) {
  const [lines, setLines] = useState(start);
  kept = lines;
  const form = {
    values: { lines },
    errors: { fields: {}, summary: [] },
    lineErrors: {},
    trial: () => ({}),
    setLines: (_list: string, next: Line[]) => setLines(next),
  } as unknown as FormModel;
  return <FormLines meta={QUOTE} lists={[KNOWN]} form={form} />;
}

function show(start: Line[]) {
  vi.stubGlobal("fetch", async () => {
    const lines = kept.map(() => ({ amount: cny("5.00") }));
    return new Response(JSON.stringify({ values: { amount: cny("10.00") }, lines: { lines } }), {
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

const openAt = (row: number, column: number) =>
  waitFor(() => {
    expect(document.activeElement?.tagName).toBe("INPUT");
    expect(cell(row, column).contains(document.activeElement)).toBe(true);
  });

test("typing, Tab and Enter move as in a spreadsheet; the last row grows", async () => {
  show([newLine({ quantity: "1" }), newLine()]);
  fireEvent.mouseDown(cell(0, 1), { button: 0 });
  await openAt(0, 1);
  type("2.5");
  key("Tab");
  expect(kept[0]?.values.quantity).toBe("2.5");
  await openAt(0, 2);
  type("1,000.5");
  key("Enter");
  expect(kept[0]?.values.unit_price).toEqual(cny("1000.5"));
  await openAt(1, 2);
  type("7");
  key("Enter");
  expect(kept.length).toBe(3);
  await openAt(2, 2);
  // The last row is still empty: no other one comes, and the way out of the table is open.
  key("Enter");
  expect(kept.length).toBe(3);
  await waitFor(() => expect(document.activeElement).toBe(cell(2, 2)));
  key("ArrowUp");
  await openAt(1, 2);
  key("ArrowLeft");
  await openAt(1, 1);
  key("Escape");
  await waitFor(() => expect(document.activeElement).toBe(cell(1, 1)));
  expect(document.querySelectorAll("input").length).toBe(0);
});

test("keys of the row work while a cell is open", async () => {
  show([newLine({ quantity: "1" }), newLine({ quantity: "2" })]);
  fireEvent.mouseDown(cell(0, 1), { button: 0 });
  await openAt(0, 1);
  type("9");
  key("ArrowDown", { altKey: true });
  expect(kept.map((line) => line.values.quantity)).toEqual(["2", "9"]);
  await openAt(1, 1);
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
  fireEvent.mouseDown(cell(0, 1), { button: 0 });
  await openAt(0, 1);
  fireEvent.paste(document.activeElement as Element, { clipboardData: { getData: () => "1\t2\n3\t4\n" } });
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
