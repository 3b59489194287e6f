import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test } from "vitest";
import { type Column, DataTable, VIRTUAL_ABOVE } from "./DataTable";

interface Row {
  id: number;
  name: string;
}

const COLUMNS: Column<Row>[] = [{ key: "name", title: "名称", width: 200, sortable: true, render: (row) => row.name }];
const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, at) => ({ id: at + 1, name: `行 ${at + 1}` }));
let chosen = new Set<number>();
let sorted: string[] = [];
let edited: string[] = [];

function Table({ count }: { count: number }) {
  const [selected, setSelected] = useState<Set<number>>(new Set());
  const [rows] = useState(() => rowsOf(count));
  chosen = selected;
  return (
    <DataTable<Row>
      label="表"
      columns={COLUMNS}
      rows={rows}
      rowKey={(row) => row.id}
      selected={selected}
      onSelect={setSelected}
      sort={{ field: "name", desc: true }}
      onSort={(key) => sorted.push(key)}
      onEditCell={(row, key) => edited.push(`${row.id}.${key}`)}
    />
  );
}

afterEach(() => {
  cleanup();
  sorted = [];
  edited = [];
});

const boxes = (): HTMLElement[] => screen.getAllByRole("checkbox");

test("one row, then a range with shift, then all and none", () => {
  render(<Table count={6} />);
  fireEvent.click(boxes()[2] as HTMLElement);
  expect([...chosen]).toEqual([2]);
  fireEvent.click(boxes()[5] as HTMLElement, { shiftKey: true });
  expect([...chosen].sort()).toEqual([2, 3, 4, 5]);
  fireEvent.click(boxes()[0] as HTMLElement);
  expect(chosen.size).toBe(6);
  fireEvent.click(boxes()[0] as HTMLElement);
  expect(chosen.size).toBe(0);
});

test("a header sorts and says how it is sorted; a double click edits its cell", () => {
  render(<Table count={3} />);
  expect(screen.getByRole("columnheader", { name: /名称/ }).getAttribute("aria-sort")).toBe("descending");
  fireEvent.click(screen.getByRole("button", { name: "名称" }));
  expect(sorted).toEqual(["name"]);
  fireEvent.dblClick(screen.getByText("行 2"));
  expect(edited).toEqual(["2.name"]);
});

test("only a window of a long table is drawn, and selecting all still takes every row", () => {
  const { container } = render(<Table count={VIRTUAL_ABOVE * 5} />);
  expect(container.querySelectorAll("tbody tr[data-index]").length).toBeLessThan(VIRTUAL_ABOVE);
  fireEvent.click(boxes()[0] as HTMLElement);
  expect(chosen.size).toBe(VIRTUAL_ABOVE * 5);
});

test("another set of rows starts at the top; the same set does not move when one of its rows changes", () => {
  const table = (name: string, set: string) => (
    <DataTable<Row> label="表" columns={COLUMNS} rows={[{ id: 1, name }]} set={set} rowKey={(row) => row.id} />
  );
  const { rerender, container } = render(table("甲", "a"));
  const box = container.querySelector(".grid") as HTMLElement;
  box.scrollTop = 120;
  rerender(table("乙", "a"));
  expect([screen.getByText("乙").textContent, box.scrollTop]).toEqual(["乙", 120]);
  rerender(table("乙", "b"));
  expect(box.scrollTop).toBe(0);
});
