"""Cuts a run of Latin letters into syllables and initials, as people type them: `huawei`, `huaw`, `hwei`, `xi'an`."""

from bisect import bisect_left
from functools import lru_cache

from .grams import syllable_marks

MAX_PARSES = 4
"""Readings of one run that are tried: `xian` is `xian` and `xi an`; better ones come first."""
MAX_BEAM = 24
"""Half-finished readings kept at each letter."""

_CONSONANTS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")
_ALIASES = {"lue": "lve", "nue": "nve"}
_LONGEST = 6

Parse = tuple[frozenset[str], ...]
"""For each position the syllables that it may be."""


def canonical(syllable: str) -> str:
    """The spelling of the table: `lüe`, `lue` → `lve`."""
    plain = syllable.replace("ü", "v")
    return _ALIASES.get(plain, plain)


@lru_cache(maxsize=2048)
def beginning_with(prefix: str) -> frozenset[str]:
    """All syllables that begin so."""
    words = _sorted_syllables()
    found = []
    for word in words[bisect_left(words, prefix) :]:
        if not word.startswith(prefix):
            break
        found.append(word)
    return frozenset(found)


@lru_cache(maxsize=1)
def _sorted_syllables() -> list[str]:
    return sorted(syllable_marks())


def is_unit(token: str, last: bool) -> bool:
    """Whether the letters are one syllable or one initial (or, at the end of what was typed, the beginning of one)."""
    plain = canonical(token)
    return plain in syllable_marks() or plain in _CONSONANTS or (last and bool(beginning_with(plain)))


@lru_cache(maxsize=512)
def parses(letters: str, last: bool) -> tuple[Parse, ...]:
    """The best readings of a run: those with the fewest bare initials, fewest parts first.

    `last`: typing may stop in the middle, so the last part stands for every syllable that begins with it. Parts between
    are whole syllables or bare initials. A run in which every part is one bare letter is left to the initials.
    """
    marks = syllable_marks()
    beams: list[list[tuple[int, int, tuple[str, ...]]]] = [[] for _ in range(len(letters) + 1)]
    beams[0] = [(0, 0, ())]
    for start in range(len(letters)):
        for bare, parts, taken in sorted(beams[start])[:MAX_BEAM]:
            for length in range(1, min(_LONGEST, len(letters) - start) + 1):
                piece = canonical(letters[start : start + length])
                whole = piece in marks
                ends = last and start + length == len(letters)
                if not (whole or piece in _CONSONANTS or (ends and beginning_with(piece))):
                    continue
                known = whole or (ends and length > 1)
                beams[start + length].append((bare + (not known), parts + 1, (*taken, piece)))
    found: list[Parse] = []
    complete = sorted(beams[len(letters)])
    for bare, _, pieces in complete:
        if bare > complete[0][0] or (all(len(piece) == 1 for piece in pieces) and len(pieces) > 1):
            continue
        found.append(tuple(_meaning(piece, last and at == len(pieces) - 1) for at, piece in enumerate(pieces)))
        if len(found) == MAX_PARSES:
            break
    return tuple(found)


def _meaning(piece: str, open_end: bool) -> frozenset[str]:
    if open_end or piece not in syllable_marks():
        return beginning_with(piece)
    return frozenset((piece,))
