import { afterEach, expect, test } from "vitest";
import { en } from "./en";
import { setLocale, t, toLocale } from "./index";
import { zh } from "./zh";

const parts = Object.values(
  import.meta.glob<{ zh: Record<string, string>; en: Record<string, string> }>("./words/*.ts", { eager: true }),
);
const allZh: Record<string, string> = Object.assign({}, zh, ...parts.map((part) => part.zh));
const allEn: Record<string, string> = Object.assign({}, en, ...parts.map((part) => part.en));

const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => String(match[1])).sort();

afterEach(() => setLocale("zh-CN"));

test("both languages have the same keys, none of them empty", () => {
  expect(Object.keys(allEn).sort()).toEqual(Object.keys(allZh).sort());
  for (const text of [...Object.values(allZh), ...Object.values(allEn)]) expect(text.trim()).not.toBe("");
});

test("a sentence has the same places in both languages", () => {
  for (const key of Object.keys(allZh))
    expect([key, places(allEn[key] ?? "")]).toEqual([key, places(allZh[key] ?? "")]);
});

test("Chinese words are Chinese and English words are not", () => {
  for (const [key, text] of Object.entries(allEn)) expect([key, /[\u4e00-\u9fff]/.test(text)]).toEqual([key, false]);
});

test("places are filled by name, in the language in use", () => {
  setLocale("zh-CN");
  expect(t("pager.total", { n: "10,000+" })).toBe("共 10,000+ 条");
  setLocale("en");
  expect(t("pager.total", { n: 3 })).toBe("3 in total");
});

test("the server's language tags are understood", () => {
  expect([toLocale("zh-hans"), toLocale("en-GB"), toLocale(null)]).toEqual(["zh-CN", "en", "zh-CN"]);
});

test("no two parts of the app use one key", () => {
  const keys = [zh, ...parts.map((part) => part.zh)].flatMap((words) => Object.keys(words));
  expect(keys.length).toBe(new Set(keys).size);
});
