import { afterEach, expect, test, vi } from "vitest";
import { ApiError, apiUrl, call, setCsrf } from "./client";
import { conflictsOf, formErrors, messageOf } from "./problem";

const problem = (status: number, errors: object[], code = "invalid") =>
  new ApiError({ title: "请检查", detail: "有字段不正确。", status, code, errors: errors as never });

afterEach(() => vi.unstubAllGlobals());

test("a refusal lands on its field, the rest in the summary", () => {
  const errors = formErrors(
    problem(422, [
      { path: "name", code: "required", message: "名称不能为空。" },
      { path: "contacts.0.phone", code: "phone", message: "手机号不正确。" },
      { path: "phone", code: "twice", message: "号码重复。" },
      { path: "", code: "rule", message: "客户已存在。" },
    ]),
    ["name", "phone"],
  );
  expect(errors).toEqual({
    fields: { name: "名称不能为空。", phone: "手机号不正确。 号码重复。" },
    summary: ["客户已存在。"],
  });
});

test("a refusal without fields still says something", () => {
  expect(formErrors(problem(403, [], "forbidden"), ["name"]).summary).toEqual(["有字段不正确。"]);
  expect(formErrors(new Error("断开"), []).summary).toEqual(["断开"]);
  expect(messageOf(problem(409, [{ path: "code", code: "unique", message: "编号已被使用。" }]))).toBe(
    "有字段不正确。 编号已被使用。",
  );
});

test("a stale version names both values", () => {
  const error = problem(
    412,
    [{ path: "level", code: "stale", message: "", params: { yours: "A", theirs: "B" } }],
    "stale",
  );
  expect(conflictsOf(error)).toEqual([{ field: "level", mine: "A", theirs: "B" }]);
});

test("unsafe calls carry the token, the version and the key; safe ones do not", async () => {
  const seen: { method?: string; headers: Record<string, string> }[] = [];
  vi.stubGlobal("fetch", async (_url: string, init: { method: string; headers: Record<string, string> }) => {
    seen.push(init);
    return new Response("{}", { status: 200, headers: { "content-type": "application/json" } });
  });
  setCsrf("t0k");
  await call("GET", "me");
  await call("PATCH", "customer/1", { body: { level: "A" }, version: 4, idempotencyKey: "k" });
  expect(seen[0]?.headers["X-CSRFToken"]).toBeUndefined();
  expect(seen[1]?.headers).toMatchObject({
    "X-CSRFToken": "t0k",
    "If-Match": '"4"',
    "Idempotency-Key": "k",
    "Content-Type": "application/json",
  });
});

test("a problem document becomes an error with its code; a lost connection has status 0", async () => {
  const body = JSON.stringify({ title: "被锁定", status: 423, code: "locked" });
  vi.stubGlobal(
    "fetch",
    async () => new Response(body, { status: 423, headers: { "content-type": "application/problem+json" } }),
  );
  await expect(call("POST", "customer", { body: {} })).rejects.toMatchObject({
    status: 423,
    code: "locked",
    message: "被锁定",
  });
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("failed");
  });
  await expect(call("GET", "me")).rejects.toMatchObject({ status: 0, code: "offline" });
});

test("an address leaves out what is not asked", () => {
  expect(apiUrl("customer", { q: "", page: undefined, limit: 50, trash: false })).toBe(
    "/api/v1/customer?limit=50&trash=false",
  );
});
