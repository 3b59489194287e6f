import { beforeEach, expect, test } from "vitest";
import type { EntityMeta, FieldMeta } from "@/api/types";
import { claimDrafts, draftKey, dropAllDrafts, dropDraft, readDraft, writeDraft } from "./draft";
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

test("what one person typed is there for that person only, also where nobody signed out", () => {
  const key = draftKey("customer", undefined);
  claimDrafts(7);
  writeDraft(key, { at: Date.now(), values: { name: "武汉" } });
  sessionStorage.setItem("kezhou.draft.note.customer.3", "…");
  claimDrafts(7);
  expect(readDraft(key)?.values).toEqual({ name: "武汉" });
  claimDrafts(8);
  expect(readDraft(key)).toBeNull();
  expect(sessionStorage.getItem("kezhou.draft.note.customer.3")).toBeNull();
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
