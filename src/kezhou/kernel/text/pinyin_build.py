"""Makes `data/pinyin.txt` from pypinyin's dictionaries: `python -m kezhou.kernel.text.pinyin_build`.

pypinyin itself takes some 57 MB of memory and 70 µs per company name; the file holds what is needed of it: the
readings of every character without tones, and those phrases that change a reading or that settle where such a phrase
begins. A test compares the file with the installed pypinyin.
"""

from collections.abc import Iterator
from pathlib import Path

from .pinyin_places import PLACE_READINGS

TARGET = Path(__file__).parent / "data" / "pinyin.txt"
MAX_SETTLING = 3
"""Longer phrases that change no reading are idioms, which names do not hold."""


def load_pypinyin() -> tuple[dict[str, list[str]], dict[str, tuple[str, ...]]]:
    """Character → readings in order of frequency; phrase → reading. Toneless, ü as v."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    chars = {
        chr(code): list(dict.fromkeys(_plain(to_normal(reading)) for reading in readings.split(",")))
        for code, readings in PINYIN_DICT.items()
    }
    phrases = {
        phrase: tuple(_plain(to_normal(options[0])) for options in readings)
        for phrase, readings in PHRASES_DICT.items()
        if len(phrase) == len(readings)
    }
    return chars, phrases


def _plain(reading: str) -> str:
    return reading.replace("ê", "e").replace("ü", "v")


def needed_phrases(chars: dict[str, list[str]], phrases: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Phrases that change a default reading, and the others that overlap the beginning of one of those."""
    changing = {
        phrase: reading
        for phrase, reading in phrases.items()
        if any(syllable != chars[char][0] for char, syllable in zip(phrase, reading, strict=True))
    }
    beginnings = {phrase[:length] for phrase in changing for length in range(1, len(phrase) + 1)}
    settling = {
        phrase: reading
        for phrase, reading in phrases.items()
        if len(phrase) <= MAX_SETTLING and any(phrase[start:] in beginnings for start in range(1, len(phrase)))
    }
    chosen = changing | settling | {place: tuple(words.split()) for place, words in PLACE_READINGS.items()}
    return {phrase: reading for phrase, reading in chosen.items() if not _is_title(phrase, reading)}


def _is_title(phrase: str, reading: tuple[str, ...]) -> bool:
    """市长, 司长, 社长 …: in names 市, 公司, 供销社 end one part and 长 begins the next (西安市长安区)."""
    return len(phrase) == 2 and phrase[1] == "长" and reading[1] == "zhang"


def lines() -> Iterator[str]:
    chars, phrases = load_pypinyin()
    chosen = needed_phrases(chars, phrases)
    by_reading: dict[str, list[str]] = {}
    for char, readings in sorted(chars.items()):
        by_reading.setdefault(readings[0], []).append(char)
    more = {char: list(readings) for char, readings in chars.items()}
    for phrase, reading in chosen.items():
        for char, syllable in zip(phrase, reading, strict=True):
            if syllable not in more[char]:
                more[char].append(syllable)
    yield "# From pypinyin's dictionaries (MIT licence) by pinyin_build.py; do not edit."
    yield "[default]"
    yield from (f"{reading} {''.join(found)}" for reading, found in sorted(by_reading.items()))
    yield "[readings]"
    yield from (f"{char} {' '.join(readings)}" for char, readings in sorted(more.items()) if len(readings) > 1)
    yield "[phrases]"
    for phrase, reading in sorted(chosen.items()):
        plain = all(syllable == chars[char][0] for char, syllable in zip(phrase, reading, strict=True))
        yield phrase if plain else f"{phrase} {' '.join(reading)}"


if __name__ == "__main__":
    TARGET.write_text("\n".join(lines()) + "\n", encoding="utf-8")
