"""Blocking keys: what a record is looked up by, so that only candidates are compared.

A name gives the unordered pairs of syllables that stand next to each other or with one between: a homophone changes
none,
one lost, added or swapped character leaves most. Other fields give themselves. A key is a 32-bit number, so that all
keys
of a record fit one indexed array; two meanings of a number cost a comparison, never a wrong answer.
"""

import zlib

from kezhou.kernel.text.pinyin import aligned

from .name import BRANCH_FORM, FORM, Name

MAX_NAME_KEYS = 48


def key(kind: str, value: str) -> int:
    """The number of one key, as a signed 32-bit integer."""
    number = zlib.crc32(f"{kind}:{value}".encode())
    return number - (1 << 32) if number >= 1 << 31 else number


def core_key(name: Name) -> int:
    """The key of the core and branch as they are, whatever places and forms stand around them."""
    return key("c", f"{name.core}/{name.branch}")


def name_keys(name: Name) -> list[int]:
    """The keys of a name, forms left out: its core and branch as they are, then the pairs, nearest first."""
    text = "".join(c for c, zone in zip(name.text, name.zones, strict=True) if zone not in (FORM, BRANCH_FORM))
    sounds = aligned(text or name.text)
    found: dict[int, None] = {core_key(name): None}
    if len(sounds) == 1:
        found[key("n", sounds[0])] = None
    for distance in (1, 2):
        for a, b in zip(sounds, sounds[distance:], strict=False):
            found[key("n", f"{a} {b}" if a <= b else f"{b} {a}")] = None
    return list(found)[:MAX_NAME_KEYS]
