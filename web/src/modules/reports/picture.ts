/** A part of the page as a picture: its panels, drawings and words at the places where they stand. Nothing leaves the
 * browser, and nothing but what the reader sees is in it. */

const SCALE = 2;
const MAX_SIDE = 12_000;
const MARGIN = 16;
const HEAD = 44;
const BASE_FONT = 14;
const TITLE_FONT = 18;
const RADIUS = 8;

const css = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

interface Line {
  text: string;
  rect: DOMRect;
}

/** The lines of one text as the browser has broken it. */
function linesOf(node: Text): Line[] {
  const text = node.textContent ?? "";
  const range = document.createRange();
  range.selectNodeContents(node);
  const rects = [...range.getClientRects()];
  const first = rects[0];
  if (!first) return [];
  if (rects.length === 1) return [{ text: text.trim(), rect: first }];
  const lines: Line[] = [];
  for (let at = 0; at < text.length; at += 1) {
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    const rect = range.getBoundingClientRect();
    const last = lines.at(-1);
    if (last && Math.abs(last.rect.top - rect.top) < 2) last.text += text[at];
    else if (text[at]?.trim()) lines.push({ text: text[at] ?? "", rect });
  }
  return lines;
}

function hidden(element: Element): boolean {
  if (element.closest(".sr-only, button, [aria-hidden='true'] svg")) return true;
  const style = getComputedStyle(element);
  return style.visibility === "hidden" || style.opacity === "0";
}

function drawWords(pen: CanvasRenderingContext2D, box: Element): void {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!parent || hidden(parent)) continue;
    const style = getComputedStyle(parent);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    pen.fillStyle = style.color;
    pen.textBaseline = "middle";
    for (const line of linesOf(node as Text))
      pen.fillText(line.text, line.rect.left, line.rect.top + line.rect.height / 2);
  }
}

function drawPanel(pen: CanvasRenderingContext2D, panel: Element): void {
  const rect = panel.getBoundingClientRect();
  pen.save();
  pen.beginPath();
  pen.roundRect(rect.left, rect.top, rect.width, rect.height, RADIUS);
  pen.fillStyle = css("--panel");
  pen.fill();
  pen.strokeStyle = css("--line");
  pen.stroke();
  pen.clip();
  for (const canvas of panel.querySelectorAll("canvas")) {
    const at = canvas.getBoundingClientRect();
    pen.drawImage(canvas, at.left, at.top, at.width, at.height);
  }
  drawWords(pen, panel);
  pen.restore();
}

/** The panels inside `root` under a title. */
export function pictureOf(root: HTMLElement, title: string): HTMLCanvasElement {
  const box = root.getBoundingClientRect();
  const width = box.width + 2 * MARGIN;
  const height = box.height + HEAD + 2 * MARGIN;
  const scale = Math.min(SCALE, MAX_SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d");
  if (!pen) return canvas;
  pen.scale(scale, scale);
  pen.fillStyle = css("--bg");
  pen.fillRect(0, 0, width, height);
  const family = getComputedStyle(document.body).fontFamily;
  pen.textBaseline = "middle";
  pen.fillStyle = css("--text");
  pen.font = `600 ${TITLE_FONT}px ${family}`;
  pen.fillText(title, MARGIN, MARGIN + HEAD / 2);
  pen.fillStyle = css("--text-2");
  pen.font = `${BASE_FONT}px ${family}`;
  pen.textAlign = "right";
  pen.fillText(new Date().toLocaleString(), width - MARGIN, MARGIN + HEAD / 2);
  pen.textAlign = "left";
  pen.translate(MARGIN - box.left, MARGIN + HEAD - box.top);
  for (const panel of root.querySelectorAll(".panel")) drawPanel(pen, panel);
  return canvas;
}

/** Hands the picture over as a file. */
export function download(canvas: HTMLCanvasElement, name: string): void {
  const anchor = document.createElement("a");
  anchor.href = canvas.toDataURL("image/png");
  anchor.download = `${name}.png`;
  anchor.click();
}
