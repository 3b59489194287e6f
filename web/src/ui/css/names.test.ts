import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** What changes a part for a narrow screen, a finger or paper speaks of parts that others made. */
const OF_OTHERS = new Set(["phone.css", "touch.css", "print.css"]);

/** Files are loaded when a page needs them and stay: two parts of one name would change each other's look, depending
 * on which page was open before. */
test("a part is described in one file", () => {
  const homes = new Map<string, Set<string>>();
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith(".css") && !OF_OTHERS.has(name))) {
    const text = readFileSync(join(__dirname, file), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
    const top = text.replace(/@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, "");
    for (const [, selectors = ""] of top.matchAll(/([^{}]+)\{/g))
      for (const selector of selectors.split(",")) {
        const name = /^\.([a-z][a-z0-9-]*)$/.exec(selector.trim())?.[1];
        if (name) homes.set(name, (homes.get(name) ?? new Set()).add(file));
      }
  }
  const shared = [...homes].filter(([, files]) => files.size > 1).map(([name, files]) => [name, ...files].join(" "));
  expect(shared).toEqual([]);
});
