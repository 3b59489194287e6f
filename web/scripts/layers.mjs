// The import order of docs: app → features, modules → records, slots → fields, meta → api, ui → i18n.
// A folder may import its own files and any folder of a lower row; never one beside or above it.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const ROWS = [["app"], ["features", "modules"], ["records"], ["slots"], ["fields"], ["meta"], ["api", "ui"], ["i18n"]];
const MAX_LINES = 320;
const rank = new Map(ROWS.flatMap((row, level) => row.map((name) => [name, level])));
const src = resolve(import.meta.dirname, "../src");
const problems = [];

function files(dir) {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    if (statSync(path).isDirectory()) return files(path);
    return /\.tsx?$/.test(name) && !name.endsWith(".gen.ts") ? [path] : [];
  });
}

for (const file of files(src)) {
  const text = readFileSync(file, "utf8");
  const from = relative(src, file).split("/")[0];
  const lines = text.split("\n").length;
  if (lines > MAX_LINES && from !== "i18n")
    problems.push(`${relative(src, file)}: ${lines} lines, at most ${MAX_LINES}`);
  for (const [, spec] of text.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)) {
    const target = spec.startsWith("@/")
      ? join(src, spec.slice(2))
      : spec.startsWith(".")
        ? resolve(dirname(file), spec)
        : null;
    if (!target?.startsWith(src)) continue;
    const to = relative(src, target).split("/")[0];
    if (to === from) continue;
    if (!rank.has(from) || !rank.has(to)) problems.push(`${relative(src, file)}: unknown folder in ${spec}`);
    else if (rank.get(to) <= rank.get(from))
      problems.push(`${relative(src, file)}: "${from}" may not import "${to}" (${spec})`);
  }
}
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
console.log(`layers: ${files(src).length} files in order`);
