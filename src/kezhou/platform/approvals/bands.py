"""Sets of values that conditions describe: bands of numbers, choices out of a list. Pure.

They answer what the checker asks: does a column ever apply, is a value left over, is one claimed twice. A number's
place is a pair (value, side) with side -1 just below, 0 at, and 1 just above it, so that open and closed ends are
compared and joined like any others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

Place: TypeAlias = tuple[Decimal, int]
LOWEST: Place = (Decimal("-Infinity"), 0)
HIGHEST: Place = (Decimal("Infinity"), 0)


@dataclass(frozen=True, slots=True)
class Bands:
    """A set of numbers: bands from their first to their last place, in order, never touching."""

    parts: tuple[tuple[Place, Place], ...]

    @staticmethod
    def of(parts: Iterable[tuple[Place, Place]]) -> Bands:
        found: list[tuple[Place, Place]] = []
        for low, high in sorted(part for part in parts if part[0] <= part[1]):
            if found and low <= _after(found[-1][1]):
                found[-1] = (found[-1][0], max(found[-1][1], high))
            else:
                found.append((low, high))
        return Bands(tuple(found))

    @property
    def is_empty(self) -> bool:
        return not self.parts

    def __or__(self, other: Bands) -> Bands:
        return Bands.of((*self.parts, *other.parts))

    def __and__(self, other: Bands) -> Bands:
        return Bands.of((max(a[0], b[0]), min(a[1], b[1])) for a in self.parts for b in other.parts)

    def __invert__(self) -> Bands:
        found, low = [], LOWEST
        for first, last in self.parts:
            if first > low:
                found.append((low, _before(first)))
            low = _after(last)
        if not self.parts or self.parts[-1][1] < HIGHEST:
            found.append((low, HIGHEST))
        return Bands.of(found)

    def __contains__(self, number: Decimal) -> bool:
        return any(low <= (number, 0) <= high for low, high in self.parts)


@dataclass(frozen=True, slots=True)
class Choices:
    """A set of values out of a known list."""

    values: frozenset[object]
    known: frozenset[object]

    @property
    def is_empty(self) -> bool:
        return not self.values

    def __or__(self, other: Choices) -> Choices:
        return Choices(self.values | other.values, self.known)

    def __and__(self, other: Choices) -> Choices:
        return Choices(self.values & other.values, self.known)

    def __invert__(self) -> Choices:
        return Choices(self.known - self.values, self.known)


Values: TypeAlias = Bands | Choices

ALL_NUMBERS = Bands(((LOWEST, HIGHEST),))


def below(number: Decimal, *, included: bool) -> Bands:
    return Bands.of([(LOWEST, (number, 0 if included else -1))])


def above(number: Decimal, *, included: bool) -> Bands:
    return Bands.of([((number, 0 if included else 1), HIGHEST)])


def exactly(numbers: Iterable[Decimal]) -> Bands:
    return Bands.of(((number, 0), (number, 0)) for number in numbers)


def holes(parts: Sequence[Bands]) -> Bands:
    """What lies between the bands and belongs to none of them; not what lies below the lowest or above the highest."""
    joined = Bands.of(part for bands in parts for part in bands.parts)
    if not joined.parts:
        return Bands(())
    inside = Bands.of([(joined.parts[0][0], joined.parts[-1][1])])
    return inside & ~joined


def only_points(bands: Bands) -> bool:
    """Whether a set is nothing but single numbers: such a hole between two bands is always a slip."""
    return bool(bands.parts) and all(low == high for low, high in bands.parts)


def text(bands: Bands) -> str:
    """`< 50000`, `50000 … 500000`, `50000`: for a sentence that people read."""
    return ", ".join(_part(low, high) for low, high in bands.parts)


def _part(low: Place, high: Place) -> str:
    if low == high:
        return f"{low[0]:f}"
    if low == LOWEST:
        return f"{'≤' if high[1] == 0 else '<'} {high[0]:f}"
    if high == HIGHEST:
        return f"{'≥' if low[1] == 0 else '>'} {low[0]:f}"
    return f"{'[' if low[1] == 0 else '('}{low[0]:f}, {high[0]:f}{']' if high[1] == 0 else ')'}"


def _after(place: Place) -> Place:
    return (place[0], place[1] + 1)


def _before(place: Place) -> Place:
    return (place[0], place[1] - 1)
