// A stand-in for the server while the screens are built: the contract of docs/guide/platform.md over made-up data.
// `npm run mock` answers /api/v1 on 127.0.0.1:8000 and serves web/dist, if it has been built.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve } from "node:path";
import { handle } from "./routes.mjs";

const PORT = Number(process.env.MOCK_PORT ?? 8000);
const DIST = resolve(import.meta.dirname, "../dist");
const TYPES = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
};

function serveFile(path, request, response) {
  let file = normalize(join(DIST, path));
  if (!file.startsWith(DIST) || !existsSync(file) || statSync(file).isDirectory()) file = join(DIST, "index.html");
  if (!existsSync(file)) return response.writeHead(404).end("build the app first: npm run build");
  const zipped = existsSync(`${file}.gz`) && /gzip/.test(request.headers["accept-encoding"] ?? "");
  response.writeHead(200, {
    "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
    ...(zipped && { "Content-Encoding": "gzip" }),
  });
  createReadStream(zipped ? `${file}.gz` : file).pipe(response);
}

createServer(async (request, response) => {
  const url = new URL(request.url, "http://mock");
  if (!url.pathname.startsWith("/api/v1/")) return serveFile(url.pathname, request, response);
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const raw = Buffer.concat(chunks).toString("utf8");
  let body = {};
  if ((request.headers["content-type"] ?? "").includes("json") && raw) body = JSON.parse(raw);
  handle({
    method: request.method,
    path: url.pathname.slice(8),
    query: url.searchParams,
    body,
    headers: request.headers,
    response,
  });
}).listen(PORT, "127.0.0.1", () => console.log(`mock on http://127.0.0.1:${PORT}`));
