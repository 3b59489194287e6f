/** Styles of pages that were visited stay loaded, so a class that two files define looks one way before and another
 * after. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const FOLDER = join(process.cwd(), "src/ui/css");
/** They change for a phone, a finger and paper what others define. */
const OVERRIDES = new Set(["phone.css", "touch.css", "print.css"]);
/** Said twice in the same words, or narrowed for a page of its own. */
const SHARED = new Set(["delta", "delta--up", "delta--down", "field__name", "timeline__kinds"]);
const RULE = /(?:^|\})\s*([^{}@]+)\{/g;
const CLASS = /^\.([a-zA-Z][\w-]*)$/;

function defined(file: string): Set<string> {
  const text = readFileSync(join(FOLDER, file), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  const selectors = [...text.matchAll(RULE)].flatMap((rule) => (rule[1] ?? "").split(","));
  return new Set(selectors.flatMap((selector) => CLASS.exec(selector.trim())?.[1] ?? []));
}

test("no class is defined by two files", () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".css") && !OVERRIDES.has(file));
  const owners = new Map<string, string[]>();
  for (const file of files) for (const name of defined(file)) owners.set(name, [...(owners.get(name) ?? []), file]);
  const twice = [...owners].filter(([name, where]) => where.length > 1 && !SHARED.has(name));
  expect(Object.fromEntries(twice)).toEqual({});
});
