// Prints the gzip size of every script that the list route loads, all in, and fails above the budget.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 400;
// The page, the shell around it, what both load on their own, and what modules add to a list.
const ROUTES = [
  "src/modules/handover/ListMove.tsx",
  "src/modules/pools/dueColumn.ts",
  "src/modules/segments/SaveAsSegment.tsx",
  "src/modules/team/ListShare.tsx",
  "src/records/list/ListPage.tsx",
  "src/app/Shell.tsx",
  "src/fields/choice/Filter.tsx",
  "src/fields/link/Filter.tsx",
  "src/fields/region/Filter.tsx",
  "src/features/jobs/JobTray.tsx",
  "node_modules/antd/es/locale/zh_CN.js",
];
const dist = resolve(import.meta.dirname, "../dist");
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));
const seen = new Set();

function visit(key) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`not in the build: ${key}`);
  if (seen.has(chunk.file)) return;
  seen.add(chunk.file);
  for (const next of chunk.imports ?? []) visit(next);
}

for (const key of ["index.html", ...ROUTES]) visit(key);
let total = 0;
for (const file of seen) {
  const size = gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
  total += size;
  console.log(`${(size / 1024).toFixed(1).padStart(8)} KB  ${file}`);
}
console.log(`${(total / 1024).toFixed(1).padStart(8)} KB  list route, all in (limit ${LIMIT_KB} KB)`);
if (total > LIMIT_KB * 1024) process.exit(1);
