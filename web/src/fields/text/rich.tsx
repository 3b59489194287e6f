/** Stored HTML drawn through a list of allowed elements; everything else is reduced to its words. */
import { createElement, Fragment, type ReactNode } from "react";

const ALLOWED = new Set([
  "p",
  "br",
  "b",
  "strong",
  "i",
  "em",
  "u",
  "s",
  "ul",
  "ol",
  "li",
  "h1",
  "h2",
  "h3",
  "blockquote",
  "code",
  "pre",
  "a",
]);
const VOID = new Set(["br"]);
const MAX_DEPTH = 20;

function draw(node: Node, key: number, depth: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof HTMLElement) || depth > MAX_DEPTH) return null;
  const tag = node.tagName.toLowerCase();
  if (tag === "script" || tag === "style") return null;
  const children = [...node.childNodes].map((child, at) => draw(child, at, depth + 1));
  if (!ALLOWED.has(tag)) return createElement(Fragment, { key }, ...children);
  if (VOID.has(tag)) return createElement(tag, { key });
  if (tag === "a") {
    const href = node.getAttribute("href") ?? "";
    const safe = /^https?:\/\//i.test(href) ? href : undefined;
    return createElement("a", { key, href: safe, target: "_blank", rel: "noreferrer noopener" }, ...children);
  }
  return createElement(tag, { key }, ...children);
}

export function richNodes(html: string): ReactNode[] {
  const body = new DOMParser().parseFromString(html, "text/html").body;
  return [...body.childNodes].map((node, at) => draw(node, at, 0));
}
