import { beforeEach, expect, test } from "vitest";
import type { EntityMeta, FieldMeta } from "@/api/types";
import { draftKey, dropAllDrafts, dropDraft, readDraft, writeDraft } from "./draft";
import { formSections } from "./useForm";

beforeEach(() => localStorage.clear());

test("a draft is kept, found again, forgotten after two weeks and dropped on demand", () => {
  const key = draftKey("customer", undefined);
  writeDraft(key, { at: 1_000, values: { name: "武汉" } });
  expect(readDraft(key, 2_000)?.values).toEqual({ name: "武汉" });
  expect(readDraft(key, 1_000 + 15 * 86_400_000)).toBeNull();
  dropDraft(key);
  expect(readDraft(key, 2_000)).toBeNull();
});

test("signing out takes all drafts along and nothing else", () => {
  writeDraft(draftKey("customer", 3), { at: 1, values: { name: "x" } });
  localStorage.setItem("kezhou.theme", "dark");
  dropAllDrafts();
  expect(Object.keys(localStorage)).toEqual(["kezhou.theme"]);
});

test("a form offers only what may be filled in, in the order of the layout", () => {
  const base = { edit: true, read_only: false, write_once: false, view: "full" };
  const fields = [
    { ...base, name: "name" },
    { ...base, name: "code", write_once: true },
    { ...base, name: "created_at", read_only: true },
    { ...base, name: "secret", view: "hidden" },
    { ...base, name: "locked", edit: false },
    { ...base, name: "cf_scale" },
  ] as FieldMeta[];
  const meta = {
    fields,
    layout: {
      facts: [],
      sections: [{ key: "basic", label: "基本", fields: ["code", "name", "created_at", "secret", "locked"] }],
    },
  } as unknown as EntityMeta;
  const names = (isNew: boolean): string[][] =>
    formSections(meta, isNew).map((section) => section.fields.map((field) => field.name));
  expect(names(true)).toEqual([["code", "name"], ["cf_scale"]]);
  expect(names(false)).toEqual([["name"], ["cf_scale"]]);
});
