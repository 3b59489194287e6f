import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { act, cleanup, render } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { pageMarks } from "./Pager";
import { cycleSort, type ListUrl, nextUrl, parseListUrl, parseSort, useListUrl } from "./url";

let state: ListUrl = {};
let set: (change: Partial<ListUrl>) => void = () => {};

function Probe() {
  [state, set] = useListUrl();
  return null;
}

afterEach(cleanup);

test("an address is read, and nonsense in it is left out", () => {
  const f = { and: [{ field: "level", op: "eq", value: "A" }] };
  expect(parseListUrl({ view: "mine", q: 138, f, sort: "-name", page: "3", trash: "true" })).toEqual({
    view: "mine",
    q: "138",
    f,
    sort: "-name",
    page: 3,
    trash: true,
  });
  expect(parseListUrl({ page: -1, f: { field: 1 }, trash: 0, cursor: "" })).toEqual({});
});

test("every change but turning the page starts at the first page", () => {
  const old: ListUrl = { view: "mine", q: "华", page: 4 };
  expect(nextUrl(old, { q: "中" })).toEqual({ view: "mine", q: "中" });
  expect(nextUrl(old, { page: 5 })).toEqual({ view: "mine", q: "华", page: 5 });
  expect(nextUrl(old, { q: undefined })).toEqual({ view: "mine" });
});

test("a header click goes up, down and back to the view's order", () => {
  expect(cycleSort(undefined, "name")).toBe("name");
  expect(cycleSort("name", "name")).toBe("-name");
  expect(cycleSort("-name", "name")).toBeUndefined();
  expect(cycleSort("-level", "name")).toBe("name");
  expect(parseSort("-updated_at,name")).toEqual({ field: "updated_at", desc: true });
});

test("the hook writes the address and reads it back", async () => {
  const history = createMemoryHistory({ initialEntries: ["/?view=mine&page=2"] });
  const router = createRouter({ routeTree: createRootRoute({ component: Probe }), history });
  await act(async () => {
    render(<RouterProvider router={router as never} />);
  });
  expect(state).toEqual({ view: "mine", page: 2 });
  await act(async () => set({ f: { field: "level", op: "in", value: ["A"] } }));
  expect(state).toEqual({ view: "mine", f: { field: "level", op: "in", value: ["A"] } });
  await act(async () => history.back());
  expect(state).toEqual({ view: "mine", page: 2 });
});

test("page numbers keep the ends and the neighbourhood", () => {
  expect(pageMarks(1, 1)).toEqual([1]);
  expect(pageMarks(1, 200)).toEqual([1, 2, 3, 4, null, 200]);
  expect(pageMarks(50, 200)).toEqual([1, null, 49, 50, 51, null, 200]);
  expect(pageMarks(200, 200)).toEqual([1, null, 197, 198, 199, 200]);
});
