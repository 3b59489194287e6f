"""Makes `kernel/matching/data/lookalikes.txt`: pairs of characters whose glyphs nearly cover each other.

    python tools/make_lookalikes.py

Every character of GB 2312 is drawn by Chromium in two typefaces, one of even strokes and one of brushed ones (Noto Sans
and Noto Serif CJK SC, SIL Open Font Licence; nothing of them is kept). The pictures are blurred a little and compared
as vectors; what is alike in both typefaces is taken for one another. It is no part of a build: the file is committed.
"""

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

TARGET = Path(__file__).parents[1] / "src/kezhou/kernel/matching/data/lookalikes.txt"
FACES = ("Noto Sans CJK SC", "Noto Serif CJK SC")
SIDE = 40
"""Pixels of a glyph's square."""
PORTION = 500
ALIKE = 0.85
"""Cosine of two blurred glyphs. At 0.8 three in four pairs have only their frame in common."""
PER_LINE = 24
BLUR = (1, 2, 3, 2, 1)
BROWSER = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
DRAW = """([chars, face, side]) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.font = `${side - 4}px "${face}"`;
  let shades = "";
  for (const char of chars) {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, side, side);
    pen.fillStyle = "#000";
    pen.fillText(char, 2, side - 8);
    const { data } = pen.getImageData(0, 0, side, side);
    for (let at = 0; at < data.length; at += 4) shades += String.fromCharCode(255 - data[at]);
  }
  return btoa(shades);
}"""


def characters() -> list[str]:
    """GB 2312, both levels."""
    found = []
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.append(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


def drawn(page: Any, chars: list[str], face: str) -> Any:
    """One row per character: its glyph, blurred, as a vector of length one."""
    parts = []
    for start in range(0, len(chars), PORTION):
        shades = page.evaluate(DRAW, [chars[start : start + PORTION], face, SIDE])
        parts.append(np.frombuffer(base64.b64decode(shades), dtype=np.uint8))
    glyphs = np.concatenate(parts).reshape(-1, SIDE, SIDE).astype(np.float32)
    for axis in (1, 2):
        glyphs = np.add.reduce([np.roll(glyphs, at - 2, axis=axis) * weight for at, weight in enumerate(BLUR)])
    flat = glyphs.reshape(len(chars), -1)
    flat -= flat.mean(axis=1, keepdims=True)
    return flat / np.linalg.norm(flat, axis=1, keepdims=True)


def main() -> None:
    chars = characters()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(args=list(BROWSER))
        page = browser.new_page()
        glyphs = [drawn(page, chars, face) for face in FACES]
        browser.close()
    likeness = np.minimum.reduce([one @ one.T for one in glyphs])
    firsts, seconds = np.nonzero(np.triu(likeness > ALIKE, k=1))
    pairs = [chars[a] + chars[b] for a, b in zip(firsts, seconds, strict=True)]
    lines = [" ".join(pairs[at : at + PER_LINE]) for at in range(0, len(pairs), PER_LINE)]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(json.dumps({"characters": len(chars), "pairs": len(pairs)}))


if __name__ == "__main__":
    main()
