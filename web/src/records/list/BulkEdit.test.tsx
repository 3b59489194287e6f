import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EntityMeta, FieldMeta } from "@/api/types";
import { setLocale } from "@/i18n";
import BulkEdit from "./BulkEdit";

const field = (name: string, label: string, required: boolean): FieldMeta =>
  ({ name, label, type: "text", required, read_only: false, write_once: false, edit: true, view: "full" }) as FieldMeta;
const meta = { key: "customer", fields: [field("phone", "电话", false), field("name", "名称", true)] } as EntityMeta;

beforeEach(() => setLocale("zh-CN"));
afterEach(cleanup);

test("leaving the value empty clears a field, and the dialog says so before it does", async () => {
  const onClose = vi.fn();
  render(<BulkEdit meta={meta} count={12} onClose={onClose} />);
  fireEvent.mouseDown(screen.getByRole("combobox"));
  fireEvent.click(await screen.findByTitle("电话"));
  expect(screen.getByRole("status").textContent).toBe("没有填写新值：将清空这 12 条记录的“电话”。");
  fireEvent.change(await screen.findByRole("textbox"), { target: { value: "010-1" } });
  expect(screen.queryByRole("status")).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: /^修 ?改$/ }));
  expect(onClose).toHaveBeenCalledExactlyOnceWith({ phone: "010-1" });
});

test("what must have a value cannot be cleared in many records at once", async () => {
  render(<BulkEdit meta={meta} count={12} only="name" onClose={() => undefined} />);
  await screen.findByRole("textbox");
  expect(screen.getByRole<HTMLButtonElement>("button", { name: /^修 ?改$/ }).disabled).toBe(true);
});
