"""Folding: the form of a text in which two spellings of the same name are equal.

Compatibility forms (full and half width, ㈱, ligatures) by NFKC, upper to lower case, traditional to simplified
characters one by one (OpenCC's table), every kind of bracket to `()`, runs of white space to one space. Control
characters, zero-width marks and the private-use range of the search text (`U+E000–U+E8FF`) vanish.
"""

import re
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

PRIVATE_FIRST, PRIVATE_LAST = 0xE000, 0xE8FF
"""Reserved for syllables and initials in search texts; never part of a folded text."""

MAX_PASSES = 8
"""Folding repeats until nothing changes; two passes are the rule, this is the bound."""

_BRACKETS = {"〔": "(", "〕": ")", "[": "(", "]": ")", "【": "(", "】": ")", "（": "(", "）": ")", "［": "(", "］": ")"}
_INVISIBLE = [*range(0x20), 0x7F, *range(0x80, 0xA0), 0xAD, *range(0x200B, 0x2010), *range(0x2060, 0x2065), 0xFEFF]
_KEPT_AS_SPACE = {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E, 0x1F, 0x85}
_ONE_TO_ONE = re.compile(r"[\x20-\x7e、。〔〕【】\u4e00-\u9fff\uff01-\uff5e\u3000]*")
"""Texts of these characters only (nearly all company names) fold character by character: no normalisation is needed."""


def _opencc_characters() -> dict[str, str]:
    spec = find_spec("opencc")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("opencc-python-reimplemented is not installed")
    lines = (Path(spec.origin).parent / "dictionary" / "TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line)
    return {traditional: simplified.split(" ")[0] for traditional, simplified in pairs}


def _settled(char: str, table: dict[str, str]) -> str:
    """Where a chain of replacements ends: 于 for 於, however many steps the dictionary takes."""
    seen = {char}
    while (following := table.get(char, char)) not in seen:
        seen.add(following)
        char = following
    return char


@cache
def fold_table() -> dict[int, str | None]:
    """Character → folded character, for `str.translate`; built once (about 4,300 entries)."""
    simplified = _opencc_characters()
    table: dict[int, str | None] = {ord(char): _settled(char, simplified) for char in simplified}
    for code in range(0xFF01, 0xFF5F):
        table[code] = chr(code - 0xFEE0).lower()
    for code in range(0x41, 0x5B):
        table[code] = chr(code + 0x20)
    table[0x3000] = " "
    table.update({ord(bracket): plain for bracket, plain in _BRACKETS.items()})
    table.update(dict.fromkeys((code for code in _INVISIBLE if code not in _KEPT_AS_SPACE), None))
    table.update(dict.fromkeys(range(PRIVATE_FIRST, PRIVATE_LAST + 1), None))
    return table


def fold(text: str) -> str:
    """The folded form; idempotent. `ＡＢＣ　國際（集團）` → `abc 国际(集团)`."""
    table = fold_table()
    if _ONE_TO_ONE.fullmatch(text):
        return _one_space(text.translate(table))
    for _ in range(MAX_PASSES):
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        folded = _one_space(folded.translate(table))
        if folded == text:
            break
        text = folded
    return text


def _one_space(text: str) -> str:
    return " ".join(text.split()) if " " in text or not text.isprintable() else text
