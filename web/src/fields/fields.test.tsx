import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { type ReactNode, Suspense } from "react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { FieldMeta } from "@/api/types";
import { setLocale } from "@/i18n";
import { setZone } from "@/ui/format";
import { regionText } from "./region/Display";
import { FIELD_TYPES, kitOf } from "./registry";
import { creditCodeValid } from "./text/check";
import { phoneText, webHref } from "./text/Display";
import { Value } from "./Value";

const field = (type: string, more: Partial<FieldMeta> = {}): FieldMeta => ({
  name: "f",
  label: "字段",
  type,
  required: false,
  read_only: false,
  write_once: false,
  operators: ["eq"],
  sortable: true,
  filterable: true,
  groupable: false,
  custom: false,
  view: "full",
  edit: true,
  pii: false,
  search: false,
  ...more,
});
/** An input is a file of its own that is fetched when it is first needed. */
const LAZY_MS = 15_000;
const CHOICES = [
  { value: "A", label: "A 重点", color: "red" },
  { value: "b", label: "乙" },
];
const REGIONS = [
  {
    code: "440000",
    name: "广东省",
    children: [{ code: "440300", name: "深圳市", children: [{ code: "440305", name: "南山区" }] }],
  },
];

/** type → what the server sends, what a person reads, what goes back. */
const CASES: [string, unknown, string, unknown, Partial<FieldMeta>?][] = [
  ["text", "客舟", "客舟", "客舟"],
  ["long_text", "一\n二", "一\n二", "一\n二"],
  ["rich_text", "<p>一<b>二</b></p>", "一二", "<p>一<b>二</b></p>"],
  ["url", "www.example.com", "www.example.com", "www.example.com"],
  ["email", "a@example.com", "a@example.com", "a@example.com"],
  ["phone", "15550154823", "155 5015 4823", "15550154823"],
  ["address", "人民路 1 号", "人民路 1 号", "人民路 1 号"],
  ["person_name", "单晓", "单晓", "单晓"],
  ["credit_code", "91350100M000100Y43", "91350100M000100Y43", "91350100M000100Y43"],
  ["id_number", "11010519491231002X", "11010519491231002X", "11010519491231002X"],
  ["auto_number", "KH-0001", "KH-0001", "KH-0001"],
  ["integer", 12345, "12,345", 12345],
  ["decimal", "9007199254740993.10", "9,007,199,254,740,993.10", "9007199254740993.10"],
  ["percent", "12.50", "12.50%", "12.50"],
  ["money", { amount: "187359.8", currency: "CNY" }, "¥187,359.80", { amount: "187359.8", currency: "CNY" }],
  ["boolean", false, "否", false],
  ["date", "2026-11-22", "2026-11-22", "2026-11-22"],
  ["moment", "2026-11-22T08:00:00Z", "2026-11-22 16:00", "2026-11-22T08:00:00Z"],
  ["duration", 5400, "1 小时 30 分", 5400],
  ["choice", "A", "A 重点", "A", { choices: CHOICES }],
  ["multi_choice", ["A", "b"], "A 重点乙", ["A", "b"], { choices: CHOICES }],
  ["tags", ["老客户", "招标"], "老客户招标", ["老客户", "招标"]],
  ["region", "440305", "广东省 深圳市 南山区", "440305"],
  ["recurrence", "FREQ=WEEKLY;BYDAY=MO,WE", "每周一、三", "FREQ=WEEKLY;BYDAY=MO,WE"],
  ["location", { lat: 22.5, lng: 113.9 }, "22.5, 113.9", { lat: 22.5, lng: 113.9 }],
  ["link", { id: 7, title: "武汉嘉创" }, "武汉嘉创", 7, { link: "customer" }],
  [
    "multi_link",
    [
      { id: 1, title: "甲" },
      { id: 2, title: "乙" },
    ],
    "甲、乙",
    [1, 2],
    { link: "customer" },
  ],
  ["user", { id: 3, title: "吴若曦" }, "若曦吴若曦", 3],
  ["department", { id: 4, title: "销售一部" }, "销售一部", 4],
  ["file", { id: 9, name: "协议.pdf", size: 2048, type: "application/pdf" }, "协议.pdf", 9],
  ["image", { id: 8, name: "门头.png", size: 2048, type: "image/png" }, "门头.png", 8],
];

beforeEach(() => {
  setLocale("zh-CN");
  setZone("Asia/Shanghai");
});
afterEach(cleanup);

async function show(node: ReactNode): Promise<HTMLElement> {
  const client = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } },
  });
  client.setQueryData(["regions"], REGIONS);
  client.setQueryData(["industries"], []);
  client.setQueryData(["meta"], { schema_epoch: 1, company: "", entities: [], dictionaries: {} });
  const route = createRootRoute({ component: () => <Suspense fallback="…">{node}</Suspense> });
  const router = createRouter({ routeTree: route, history: createMemoryHistory({ initialEntries: ["/"] }) });
  let container = document.body as HTMLElement;
  await act(async () => {
    container = render(
      <QueryClientProvider client={client}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>,
    ).container;
  });
  return container;
}

test("every type of the contract has a case here", () => {
  expect(CASES.map(([type]) => type).sort()).toEqual([...FIELD_TYPES].sort());
});

test.each(CASES)("%s is shown in words and goes back as it came", async (type, value, words, wire, more) => {
  const meta = field(type, more);
  const shown = await show(<Value record={{ id: 1, f: value }} field={meta} />);
  expect(shown.textContent).toBe(words);
  expect(kitOf(meta).toApi(value)).toEqual(wire);
});

test.each(CASES.map(([type, value, , , more]) => [type, value, more] as const))(
  "%s can be typed in: its input draws the value and is named",
  async (type, value, more) => {
    const meta = field(type, more);
    const { Input } = kitOf(meta);
    const shown = await show(<Input id="in" field={meta} value={value} onChange={() => {}} label="名字" />);
    await waitFor(() => expect(shown.querySelector("#in, [aria-label]")).not.toBeNull(), { timeout: LAZY_MS });
    expect(shown.textContent).not.toBe("…");
  },
);

test("typing reaches the form: text, whole number, money", async () => {
  const seen: unknown[] = [];
  const take = (value: unknown): void => {
    seen.push(value);
  };
  const kinds: [string, unknown, string][] = [
    ["text", "", "新名字"],
    ["integer", null, "42"],
    ["money", null, "1234.5"],
  ];
  for (const [type, value, typed] of kinds) {
    const { Input } = kitOf({ type });
    await show(<Input id="in" field={field(type)} value={value} onChange={take} />);
    const input = await screen.findByRole(type === "text" ? "textbox" : "spinbutton", {}, { timeout: LAZY_MS });
    await act(async () => {
      fireEvent.change(input, { target: { value: typed } });
      fireEvent.blur(input);
    });
    cleanup();
  }
  expect(seen[0]).toBe("新名字");
  expect(seen).toContain(42);
  expect(
    seen.some(
      (value) =>
        JSON.stringify(value) === '{"amount":"1234.50","currency":"CNY"}' ||
        JSON.stringify(value) === '{"amount":"1234.5","currency":"CNY"}',
    ),
  ).toBe(true);
});

test("empty, masked and absent values", async () => {
  expect((await show(<Value record={{ id: 1 }} field={field("money")} mode="full" />)).textContent).toBe("—");
  cleanup();
  expect(
    (await show(<Value record={{ id: 1, f: "138****1234", _masked: ["f"] }} field={field("phone")} mode="full" />))
      .innerHTML,
  ).not.toContain("tel:");
});

test("what is closed before a claim says so instead of looking empty", async () => {
  const closed = { id: 1, f: null, _masked: ["f"], _closed: ["f"] };
  expect((await show(<Value record={closed} field={field("long_text")} mode="full" />)).textContent).toBe("领取后可见");
  const blank = { id: 1, f: null };
  expect((await show(<Value record={blank} field={field("long_text")} mode="full" />)).textContent).toBe("—");
});

test("stored HTML cannot run: scripts, handlers and odd addresses are dropped", async () => {
  const html =
    '<p onclick="x()">好<script>alert(1)</script><a href="javascript:alert(1)">点</a><img src=x onerror=alert(1)></p>';
  const shown = await show(<Value record={{ id: 1, f: html }} field={field("rich_text")} mode="full" />);
  expect(shown.querySelector(".rich")?.innerHTML).toBe('<p>好<a target="_blank" rel="noreferrer noopener">点</a></p>');
  expect(webHref("javascript:alert(1)")).toBeNull();
  expect(webHref("www.example.com")).toBe("https://www.example.com/");
});

test("credit codes: the check character of GB 32100-2015", () => {
  expect(
    ["91350100M000100Y43", "91110108551385082Q", "91350100M000100Y4Z", "91350100M000100Y4"].map(creditCodeValid),
  ).toEqual([true, true, false, false]);
});

test("regions and phones in words", () => {
  const city = [
    {
      code: "310000",
      name: "上海市",
      children: [{ code: "310100", name: "上海市", children: [{ code: "310115", name: "浦东新区" }] }],
    },
  ];
  expect(regionText(city, "310115")).toBe("上海市 浦东新区");
  expect(regionText(city, "999999")).toBe("999999");
  expect(phoneText("+8613812341234")).toBe("+86 138 1234 1234");
  expect(phoneText("027-87654321")).toBe("027-87654321");
});

test("a past date is overdue while its condition holds, and stale where it says so", () => {
  const due_while = { field: "state", op: "eq", value: "open" };
  const late = field("date", { name: "expected_on", options: { due_while } });
  const stale = field("date", { name: "stale_on", options: { due_while, due_word: "stale" } });
  const record = (state: string) => ({ id: 1, version: 1, state, expected_on: "2020-01-02", stale_on: "2020-01-03" });
  const { container, rerender } = render(<Value record={record("open")} field={late} />);
  expect(container.textContent).toContain("逾期");
  rerender(<Value record={record("won")} field={late} />);
  expect(container.textContent).toBe("2020-01-02");
  rerender(<Value record={record("open")} field={stale} />);
  expect(container.textContent).toContain("停滞");
});
