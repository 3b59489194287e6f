"""The search text of a record and what it is looked up by: pairs of characters, and single ones.

A search text is lines: the folded names; then, for each name with Chinese characters, one line in which every syllable
is a single private-use character, and one in which every initial is. So bigrams of plain characters serve
Chinese characters, whole syllables and initials alike, in one index and without a special case:

    华为5g        →   华为5g ⏎ <hua><wei>5g ⏎ <H><W>5<G>

`U+E000 + n` is the n-th syllable of `data/syllables.txt` (append only: stored texts depend on the order), `U+E800 + n`
the n-th letter. Other characters stand for themselves; in the line of initials letters become initials too, so that
`abckj` finds ABC科技.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from .fold import fold
from .pinyin import aligned, has_chinese
from .pinyin_places import SURNAME_READINGS

MAX_NAME_CHARS = 400
"""Characters of one name that are searchable."""
MAX_NAMES = 50
"""Names of one record that are searchable."""

SYLLABLE_BASE, INITIAL_BASE = 0xE000, 0xE800
_INITIALS = frozenset(chr(INITIAL_BASE + index) for index in range(26))
_SYLLABLES = Path(__file__).parent / "data" / "syllables.txt"
_SPACE_BESIDE_CHINESE = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")


@cache
def syllable_marks() -> dict[str, str]:
    """Syllable → its private-use character."""
    words = _SYLLABLES.read_text(encoding="ascii").split()
    return {word: chr(SYLLABLE_BASE + index) for index, word in enumerate(words)}


@cache
def initial_marks() -> dict[str, str]:
    """Letter or syllable → the private-use character of its first letter."""
    letters = {chr(97 + index): chr(INITIAL_BASE + index) for index in range(26)}
    return letters | {word: letters[word[0]] for word in syllable_marks()}


def compact(text: str) -> str:
    """The folded text without spaces beside Chinese characters: a stray space in 科瑞达 科技 hides nothing."""
    folded = fold(text)
    return _SPACE_BESIDE_CHINESE.sub("", folded) if " " in folded else folded


def search_text(names: Sequence[str], surname: bool = False) -> str:
    """The searchable form of a record's names (blank ones are skipped, repeated ones count once).

    `surname`: the names are persons'; the line of syllables then comes twice where the surname reading differs (单伟 is
    found by `shan wei` and by `dan wei`).
    """
    folded = list(dict.fromkeys(compact(name)[:MAX_NAME_CHARS] for name in names[:MAX_NAMES]))
    lines = [name for name in folded if name]
    for name in [name for name in lines if has_chinese(name)]:
        lines += _sound_lines(name, aligned(name))
        if surname and (name[:1] in SURNAME_READINGS or name[:2] in SURNAME_READINGS):
            lines += _sound_lines(name, aligned(name, surname=True))
    return "\n".join(dict.fromkeys(lines))


def _sound_lines(name: str, items: list[str]) -> tuple[str, str]:
    marks, letters = syllable_marks(), initial_marks()
    sounds = "".join([item if item == char else marks[item] for char, item in zip(name, items, strict=True)])
    return sounds, "".join([letters.get(item, item) for item in items])


def grams(text: str) -> set[str]:
    """Pairs of neighbouring characters within a line, and every character but the initials by itself: a rare
    character is found by the index too, and of initials each is common.

    The SQL function `kezhou_grams(text)` (first migration of `platform/base`) returns the same set.
    """
    found: set[str] = set()
    for line in text.split("\n"):
        found.update(map("".join, pairwise(line)))
        found.update(line)
    return found - _INITIALS
