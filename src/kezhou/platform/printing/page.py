"""The page around what is printed: paper, type, and a policy under which nothing is loaded and nothing runs."""

from __future__ import annotations

from html import escape

from .papers import Paper

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
STYLE = """
* { box-sizing: border-box; }
html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { margin: 0; color: #000; background: #fff; font: 10.5pt/1.55 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC",
  "Source Han Sans SC", "SimSun", sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 18pt; text-align: center; margin: 0 0 10pt; letter-spacing: 2pt; font-weight: 600; }
h2 { font-size: 12pt; margin: 12pt 0 5pt; } h3, h4 { font-size: 11pt; margin: 8pt 0 4pt; } p { margin: 0 0 5pt; }
table { width: 100%; border-collapse: collapse; margin: 0 0 8pt; }
th, td { border: 0.75pt solid #444; padding: 3pt 5pt; text-align: left; vertical-align: top; word-break: break-word; }
th { background: #f0f1f3; font-weight: 600; }
thead { display: table-header-group; } tr { break-inside: avoid; }
table.plain th, table.plain td { border: 0; background: none; padding: 1.5pt 0; }
.right { text-align: right; } .center { text-align: center; } .muted { color: #555; font-size: 9pt; }
.nowrap { white-space: nowrap; }
.total td { font-weight: 600; } .sheet + .sheet { break-before: page; } img { max-width: 100%; }
img.qr { width: 22mm; height: 22mm; }
.sign { display: flex; gap: 30pt; margin: 26pt 0 30pt; } .sign > div { flex: 1; }
.stamp { position: fixed; inset: 0; display: flex; align-items: center; justify-content: center;
  font-size: 64pt; font-weight: 700; color: #c00; opacity: 0.09;
  transform: rotate(-28deg); letter-spacing: 12pt; pointer-events: none; }
@media screen { body { padding: 10mm; } }
"""


def page(sheets: list[str], title: str, paper: Paper, locale: str, stamp: str = "") -> str:
    """A complete document. `sheets` are harmless markup; `title` and `stamp` are plain text."""
    size = f"@page {{ size: {paper.width}mm {paper.height}mm; margin: {paper.margin}; }}"
    across = f"<div class='stamp' aria-hidden='true'>{escape(stamp)}</div>" if stamp else ""
    bodies = "".join(f"<div class='sheet'>{sheet}</div>" for sheet in sheets)
    return (
        f"<!doctype html><html lang='{escape(locale)}'><head><meta charset='utf-8'>"
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>{escape(title)}</title>'
        f"<style>{STYLE}{size}</style></head><body>{across}{bodies}</body></html>"
    )
