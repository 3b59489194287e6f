import { beforeEach, expect, test } from "vitest";
import { setLocale } from "@/i18n";
import { type Configuration, extra } from "./data";
import { ruleText } from "./ruleText";
import { how } from "./sentence";

beforeEach(() => setLocale("zh-CN"));

test("amounts of a policy carry their currency, and bare numbers stand only where it holds in any", () => {
  expect(how({ kind: "fixed", price: "12800.000000", currency: "CNY" })).toBe("按 ¥12,800.00 计价");
  expect(how({ kind: "amount_off", amount_off: "15.5", currency: "USD" })).toBe("每单位减 US$15.50");
  expect(how({ kind: "amount_off", amount_off: "1500", currency: null })).toBe("每单位减 1,500");
  expect(how({ kind: "tier_price", tier_by: "quantity", tiers: "10:95;1000:88.5", currency: "CNY" })).toBe(
    "按数量阶梯计价：10 起 ¥95.00，1,000 起 ¥88.50",
  );
  expect(how({ kind: "tier_discount", tier_by: "amount", tiers: "20000:5", currency: "CNY" })).toBe(
    "按行金额阶梯折扣：¥20,000.00 起减 5%",
  );
});

test("what an option adds or takes off is an amount", () => {
  expect([extra("1500.00"), extra("-80"), extra("0.5")]).toEqual(["+¥1,500.00", "-¥80.00", "+¥0.50"]);
});

test("a rule about a number of parts is read with signs, not with the names of operators", () => {
  const known = {
    options: [{ key: "o1", label: "电源", choices: [{ key: "c1", label: "三相", price: "0" }] }],
    parts: [{ key: "p1", product: { id: 1, title: "水泵" } }],
  } as unknown as Configuration;
  const rule = {
    kind: "requires",
    if: { field: "p1", op: "gte", value: "3" },
    with: { field: "o1", op: "eq", value: "c1" },
    message: "",
  } as const;
  expect(ruleText(known, rule)).toBe("选了 “水泵” ≥ 3，必须 “电源 = 三相”");
});
