"""Readings of Chinese names: syllables without tones, sort keys and initials.

`data/pinyin.txt` (see `pinyin_build`) holds pypinyin's readings; a name is cut from the left into the longest known
phrases, so 重庆 is `chong qing` and 重工 `zhong gong`. ü is written `v`. At the head of a person's name surname
readings hold (单 `shan`, 尉迟 `yu chi`).
"""

import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .fold import fold
from .pinyin_places import SURNAME_READINGS

MAX_SORT_KEY = 200
"""Characters of a sort key; what differs only beyond sorts by record id."""

CACHED_KEYS = 8192
"""An import asks twice for the key of a name: to look for the record and to store it."""

_DATA = Path(__file__).parent / "data" / "pinyin.txt"
_CHINESE = re.compile(r"[〇㐀-䶿一-鿿豈-﫿\U00020000-\U000323af]")


@dataclass(frozen=True, slots=True)
class Readings:
    """The loaded table: the usual reading of a character, all readings of those with several, and phrases."""

    default: dict[str, str]
    several: dict[str, tuple[str, ...]]
    phrases: dict[str, tuple[str, ...]]
    lengths: dict[str, tuple[int, ...]]
    """First character → lengths of the phrases that begin with it, longest first."""


@lru_cache(maxsize=1)
def readings() -> Readings:
    """The table, read at first use."""
    default: dict[str, str] = {}
    several: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, tuple[str, ...]] = {}
    lengths: dict[str, set[int]] = {}
    section = ""
    for line in _DATA.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("["):
            section = line
            continue
        key, *words = line.split(" ")
        if section == "[default]":
            default.update(dict.fromkeys(words[0], sys.intern(key)))
        elif section == "[readings]":
            several[key] = tuple(map(sys.intern, words))
        else:
            phrases[key] = tuple(map(sys.intern, words)) or tuple(default[char] for char in key)
            lengths.setdefault(key[0], set()).add(len(key))
    ordered = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
    return Readings(default, several, phrases, ordered)


def is_chinese(char: str) -> bool:
    """Whether the character is a Chinese one (an ideograph)."""
    return _CHINESE.match(char) is not None


def has_chinese(text: str) -> bool:
    return _CHINESE.search(text) is not None


def char_readings(char: str) -> tuple[str, ...]:
    """Every reading that the character can have anywhere in a name; empty for what is not Chinese."""
    table = readings()
    found = table.several.get(char) or ((table.default[char],) if char in table.default else ())
    surname = SURNAME_READINGS.get(char)
    compound = _COMPOUND_READINGS.get(char, ())
    return tuple(dict.fromkeys((*found, *((surname,) if surname and found else ()), *compound)))


def aligned(text: str, surname: bool = False) -> list[str]:
    """One item per character of the text: its syllable, or the character itself where it has none."""
    table = readings()
    default, phrases, lengths = table.default, table.phrases, table.lengths
    found: list[str] = []
    position = 0
    if surname:
        for length in (2, 1):
            reading = SURNAME_READINGS.get(text[:length]) if len(text) >= length else None
            if reading is not None:
                found = reading.split(" ")
                position = length
                break
    end = len(text)
    while position < end:
        char = text[position]
        if char in lengths:
            for length in lengths[char]:
                phrase = phrases.get(text[position : position + length])
                if phrase is not None:
                    found += phrase
                    position += length
                    break
            else:
                found.append(default.get(char, char))
                position += 1
        else:
            found.append(default.get(char, char))
            position += 1
    return found


def syllables(text: str, surname: bool = False) -> list[str]:
    """Toneless syllables of a name; runs of other characters stay as they are: `TCL科技` → `["TCL", "ke", "ji"]`."""
    found: list[str] = []
    run: list[str] = []
    for char, item in zip(text, aligned(text, surname), strict=True):
        if item == char and not is_chinese(char):
            run.append(char)
            continue
        if run:
            found.append("".join(run))
            run.clear()
        found.append(item)
    if run:
        found.append("".join(run))
    return found


@lru_cache(maxsize=CACHED_KEYS)
def sort_key(text: str, surname: bool = False) -> str:
    """Orders names as a Chinese reader expects: by syllables, then by the characters: `hua wei ji shu|华为技术`."""
    folded = fold(text)
    words = " ".join(word.strip() for word in syllables(folded, surname))
    return f"{words}|{folded}"[:MAX_SORT_KEY]


def initials(text: str, surname: bool = False) -> str:
    """First letters of the syllables, lower case; other letters and digits stay: `华为5G` → `hw5g`."""
    folded = fold(text)
    return "".join(
        item[0] for char, item in zip(folded, aligned(folded, surname), strict=True) if item != char or char.isalnum()
    )


def _compound_readings() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, reading in SURNAME_READINGS.items():
        for char, syllable in zip(name, reading.split(" "), strict=True):
            found.setdefault(char, []).append(syllable)
    return {char: tuple(items) for char, items in found.items()}


_COMPOUND_READINGS = _compound_readings()
