import { expect, test } from "vitest";
import type { EntityMeta, FieldMeta } from "@/api/types";
import { field } from "../lines/fixtures";
import { lastPage } from "./Pager";
import { shownColumns } from "./useList";

const text = (name: string, max_length: number | null, more: Partial<FieldMeta> = {}): FieldMeta =>
  field(name, "text", { max_length, ...more });

const widths = (title: FieldMeta, ...others: FieldMeta[]): number[] =>
  shownColumns({ title: title.name, fields: [title, ...others] } as unknown as EntityMeta, []).map((one) => one.width);

test("the number of a document takes less room than a name", () => {
  expect(widths(text("number", 40))).toEqual([168]);
  expect(widths(text("name", 200))).toEqual([248]);
  expect(widths(text("anything", null))).toEqual([248]);
});

test("what a definition says of a width is kept to, unless a person chose another", () => {
  const number = text("tax_number", 20, { options: { width: 196 } });
  const meta = { title: "name", fields: [text("name", 200), number] } as unknown as EntityMeta;
  expect(shownColumns(meta, [{ name: "tax_number" }]).map((one) => one.width)).toEqual([248, 196]);
  expect(shownColumns(meta, [{ name: "tax_number", width: 90 }]).map((one) => one.width)).toEqual([248, 90]);
});

test("the last page of so many rows", () => {
  expect([0, 1, 50, 51, 120].map((count) => lastPage(count))).toEqual([1, 1, 1, 2, 3]);
  expect(lastPage(120, 20)).toBe(6);
});
