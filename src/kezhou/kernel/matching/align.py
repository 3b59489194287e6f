"""Two texts laid side by side: where they agree and by which slips one becomes the other.

Optimal string alignment (Damerau's four slips: another character, one more, one less, two swapped), cheaper where the
other character sounds or looks the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kezhou.kernel.text.pinyin import char_readings

from .lookalikes import look_alike

SlipKind = Literal["sound", "near_sound", "shape", "number", "other", "extra", "missing", "swapped"]

MAX_DIFFERENT = 16
"""Characters left on either side after the common head and tail; beyond, the texts are simply different."""

BAND = 4
"""How far the two texts may run out of step beyond their difference in length."""
_SOUND, _OTHER, _EXTRA, _SWAPPED = 0.55, 1.0, 0.9, 0.75
_NUMERALS = frozenset("零一二三四五六七八九十")
_NEAR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("h", "f"), ("r", "l"))


@dataclass(frozen=True, slots=True)
class Slip:
    """One difference: characters `a[a_at:a_end]` stand where `b[b_at:b_end]` does."""

    kind: SlipKind
    a_at: int
    a_end: int
    b_at: int
    b_end: int


def align(a: str, b: str) -> tuple[Slip, ...] | None:
    """The slips between two texts, from left to right; none for equal texts, None for texts that differ too much."""
    head = 0
    shorter = min(len(a), len(b))
    while head < shorter and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < shorter - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    rest_a, rest_b = a[head : len(a) - tail], b[head : len(b) - tail]
    if not rest_a and not rest_b:
        return ()
    if len(rest_a) > MAX_DIFFERENT or len(rest_b) > MAX_DIFFERENT:
        return None
    return tuple(_merged(_walk(rest_a, rest_b, head)))


def _walk(a: str, b: str, shift: int) -> list[Slip]:
    columns = len(b) + 1
    far = float("inf")
    cost = [[far] * columns for _ in range(len(a) + 1)]
    step = [[""] * columns for _ in range(len(a) + 1)]
    cost[0][0] = 0.0
    for i in range(1, len(a) + 1):
        cost[i][0], step[i][0] = i * _EXTRA, "extra"
    for j in range(1, columns):
        cost[0][j], step[0][j] = j * _EXTRA, "missing"
    ones, others = [_sounds(char) for char in a], [_sounds(char) for char in b]
    low, high = min(0, len(b) - len(a)) - BAND, max(0, len(b) - len(a)) + BAND
    for i in range(1, len(a) + 1):
        row, above, left = cost[i], cost[i - 1], a[i - 1]
        for j in range(max(1, i + low), min(columns, i + high + 1)):
            right = b[j - 1]
            if left == right:
                best, kind = above[j - 1], "same"
            else:
                kind = "other"
                best = above[j - 1] + (_OTHER if ones[i - 1].isdisjoint(others[j - 1]) else _SOUND)
            if above[j] + _EXTRA < best:
                best, kind = above[j] + _EXTRA, "extra"
            if row[j - 1] + _EXTRA < best:
                best, kind = row[j - 1] + _EXTRA, "missing"
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right and left != right:
                swapped = cost[i - 2][j - 2] + _SWAPPED
                if swapped < best:
                    best, kind = swapped, "swapped"
            row[j] = best
            step[i][j] = kind
    return [
        Slip(substitution(a[one.a_at - shift], b[one.b_at - shift]), one.a_at, one.a_end, one.b_at, one.b_end)
        if one.kind == "other"
        else one
        for one in _back(step, len(a), len(b), shift)
    ]


@lru_cache(maxsize=20_000)
def _sounds(char: str) -> frozenset[str]:
    return frozenset(char_readings(char))


def _back(step: Sequence[Sequence[str]], i: int, j: int, shift: int) -> list[Slip]:
    found: list[Slip] = []
    while i or j:
        kind = step[i][j]
        i_before = i - (0 if kind == "missing" else 2 if kind == "swapped" else 1)
        j_before = j - (0 if kind == "extra" else 2 if kind == "swapped" else 1)
        if kind != "same":
            found.append(Slip(kind, i_before + shift, i + shift, j_before + shift, j + shift))  # type: ignore[arg-type]
        i, j = i_before, j_before
    return found[::-1]


def _merged(slips: Sequence[Slip]) -> list[Slip]:
    """Neighbouring extra (or missing) characters are one slip, and so are neighbours that sound the same: one word was
    chosen wrongly among those that are typed alike."""
    found: list[Slip] = []
    for slip in slips:
        last = found[-1] if found else None
        if (
            last is not None
            and slip.kind == last.kind
            and slip.kind in ("extra", "missing", "sound")
            and (last.a_end, last.b_end) == (slip.a_at, slip.b_at)
        ):
            found[-1] = Slip(last.kind, last.a_at, slip.a_end, last.b_at, slip.b_end)
        else:
            found.append(slip)
    return found


@lru_cache(maxsize=100_000)
def substitution(a: str, b: str) -> Literal["sound", "near_sound", "shape", "number", "other"]:
    """Why somebody may have written the one for the other."""
    if a in _NUMERALS and b in _NUMERALS:
        return "number"
    ones, others = _sounds(a), _sounds(b)
    if ones & others:
        return "sound"
    if look_alike(a, b):
        return "shape"
    if {_blurred(one) for one in ones} & {_blurred(other) for other in others}:
        return "near_sound"
    return "other"


@lru_cache(maxsize=2_000)
def _blurred(syllable: str) -> str:
    """The syllable as southern speakers hear it: zh = z, l = n, -ng = -n."""
    for exact, blurred in _NEAR:
        if syllable.startswith(exact):
            syllable = blurred + syllable[len(exact) :]
            break
    return syllable[:-1] if syllable.endswith("ng") else syllable
