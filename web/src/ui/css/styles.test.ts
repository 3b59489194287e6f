import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const names = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".css"));

/** These say what becomes of everything on a phone and on paper. */
const OVER_ALL = new Set(["phone.css", "touch.css", "print.css"]);
const COMMENT = /\/\*[\s\S]*?\*\//g;
const QUERY = /@[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g;

/** The classes that a sheet styles by themselves: a page that is opened later must not change what they look like. */
function classesOf(text: string): string[] {
  const rules = text.replace(COMMENT, "").replace(QUERY, "");
  return [...rules.matchAll(/([^{}]+)\{/g)]
    .flatMap(([, selectors = ""]) => selectors.split(","))
    .map((selector) => selector.trim())
    .filter((selector) => /^\.[\w-]+$/.test(selector));
}

test("a class belongs to one style sheet: sheets come with their pages and stay", () => {
  const homes = new Map<string, Set<string>>();
  for (const name of names) {
    if (OVER_ALL.has(name)) continue;
    for (const one of classesOf(readFileSync(join(import.meta.dirname, name), "utf8")))
      homes.set(one, new Set([...(homes.get(one) ?? []), name]));
  }
  expect(homes.size).toBeGreaterThan(500);
  const shared = [...homes]
    .filter(([, names]) => names.size > 1)
    .map(([one, names]) => `${one}: ${[...names].join(" ")}`);
  expect(shared).toEqual([]);
});
