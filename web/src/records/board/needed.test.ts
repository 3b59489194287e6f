import { expect, test } from "vitest";
import { ApiError } from "@/api/client";
import type { EntityMeta, FieldMeta } from "@/api/types";
import { needed } from "./needed";

const field = (name: string, more: Partial<FieldMeta> = {}): FieldMeta =>
  ({ name, label: name, view: "full", edit: true, read_only: false, ...more }) as FieldMeta;
const meta = { fields: [field("stage"), field("amount"), field("number", { read_only: true })] } as EntityMeta;
const refusal = (...paths: [string, string][]): ApiError =>
  new ApiError({
    title: "x",
    status: 422,
    code: "invalid",
    errors: paths.map(([path, code]) => ({ path, code, message: path })),
  });

test("only missing fields that a person may fill are asked for", () => {
  expect(needed(refusal(["amount", "required"]), meta, "stage")?.map((one) => [one.name, one.required])).toEqual([
    ["amount", true],
  ]);
  expect(needed(refusal(["amount", "required"], ["stage", "no_such_move"]), meta, "stage")).toBeNull();
  expect(needed(refusal(["number", "required"]), meta, "stage")).toBeNull();
  expect(needed(refusal(["stage", "required"]), meta, "stage")).toBeNull();
  expect(needed(refusal(), meta, "stage")).toBeNull();
});
