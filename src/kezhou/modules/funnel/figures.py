"""Reckoning with counts: percentiles of a distribution, shares, conversion."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate


def percentiles(counts: Mapping[int, int], shares: Sequence[float]) -> list[float | None]:
    """Percentiles of whole numbers given as value → how often, interpolated linearly between neighbours.

    The definition is number 7 of Hyndman & Fan, “Sample Quantiles in Statistical Packages”, The American Statistician
    50 (1996), the one that PostgreSQL's percentile_cont uses: the share q lies at position (n − 1)·q.
    """
    values = sorted(counts)
    ends = list(accumulate(counts[value] for value in values))
    if not ends or not ends[-1]:
        return [None for _share in shares]

    def at(position: int) -> int:
        return values[bisect_right(ends, position)]

    found: list[float | None] = []
    for share in shares:
        place = (ends[-1] - 1) * share
        low = int(place)
        below, above = at(low), at(min(low + 1, ends[-1] - 1))
        found.append(round(below + (above - below) * (place - low), 2))
    return found


def percent(part: int, whole: int) -> float | None:
    """Percent with one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def reached(furthest: Mapping[int, int], places: int) -> list[int]:
    """How many came at least to each place, from how many came exactly so far."""
    return [sum(count for place, count in furthest.items() if place >= at) for at in range(places)]
