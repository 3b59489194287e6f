import { renderHook } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { ListUrl } from "./url";
import { useLastPage } from "./useLastPage";

const asked = (url: ListUrl, count: number, rows: number, more: { isPlaceholderData?: boolean } = {}) => {
  const setUrl = vi.fn();
  const page = { isSuccess: true, isPlaceholderData: false, data: undefined, ...more };
  const list = { url, setUrl, total: { count, capped: false }, byCursor: url.cursor !== undefined, page };
  const { result } = renderHook(() => useLastPage(list, rows));
  return { goes: result.current, calls: setUrl.mock.calls };
};

test("a page that was emptied gives way to the last one that holds something", () => {
  expect(asked({ page: 4 }, 120, 0)).toEqual({ goes: true, calls: [[{ page: 3, cursor: undefined }, true]] });
  expect(asked({ page: 2 }, 50, 0)).toEqual({ goes: true, calls: [[{ page: undefined, cursor: undefined }, true]] });
  expect(asked({ page: 3, size: 20 }, 0, 0).calls).toEqual([[{ page: undefined, cursor: undefined }, true]]);
  expect(asked({ cursor: "x" }, 20_000, 0).calls).toEqual([[{ page: undefined, cursor: undefined }, true]]);
});

test("a page that holds something, or is only on its way, stays, and so does an empty list", () => {
  expect(asked({ page: 2 }, 60, 10)).toEqual({ goes: false, calls: [] });
  expect(asked({ page: 4 }, 120, 0, { isPlaceholderData: true })).toEqual({ goes: false, calls: [] });
  expect(asked({}, 0, 0)).toEqual({ goes: false, calls: [] });
});
