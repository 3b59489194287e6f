"""Whether forecasts can be trusted: what the same method would have said on past days, beside what happened.

On the first day of each past month every opportunity that was open then and has ended since gets the probability that
was known at that day (from what had ended before it, never from later). The Brier score is the mean of (probability −
outcome)² (G. W. Brier, “Verification of Forecasts Expressed in Terms of Probability”, Monthly Weather Review 78, 1950);
the yardstick is always saying the share that was won of these. Reliability compares, in ten bins of probability, what
was said with what came (A. H. Murphy, “A New Vector Partition of the Probability Score”, Journal of Applied
Meteorology 12, 1973). Opportunities that are still open have no outcome yet and are not judged.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .chances import fit

MIN_KNOWN = 30
"""Ended opportunities that must be known before a day for it to count."""
BINS = 10


@dataclass(frozen=True, slots=True)
class Walk:
    """The way of an opportunity that has ended: (stage, from, until) of its open stages in the order of time."""

    owner: int | None
    won: bool
    closed: date
    stages: Sequence[tuple[int, date, date]]

    def at(self, day: date) -> int | None:
        """The open stage where it stood at the end of that day."""
        return next((stage for stage, since, until in self.stages if since <= day < until), None)


def passed(walks: Sequence[Walk]) -> list[tuple[int, int | None, bool]]:
    """(stage, person, won), each stage of an opportunity once; what `fit` takes."""
    return [(stage, walk.owner, walk.won) for walk in walks for stage in {one[0] for one in walk.stages}]


def calibrate(walks: Sequence[Walk], days: Sequence[date], stated: Mapping[int, float]) -> dict[str, Any]:
    """`{count, won_rate, brier, brier_constant, skill, bins: [{from, to, count, said, came}], by_day: [{on, count,
    brier}]}`; rates and probabilities from 0 to 1, null where there was nothing to judge."""
    known = sorted(walks, key=lambda walk: walk.closed)
    closed = [walk.closed for walk in known]
    said: list[tuple[float, int]] = []
    by_day = []
    for day in days:
        before = bisect_left(closed, day)
        if before < MIN_KNOWN:
            continue
        chances = fit(passed(known[:before]), stated)
        here = [
            (chances.of(stage, walk.owner), int(walk.won))
            for walk in known[before:]
            if (stage := walk.at(day)) is not None
        ]
        if here:
            by_day.append({"on": day.isoformat(), "count": len(here), "brier": _rounded(brier(here))})
        said.extend(here)
    if not said:
        return {
            "count": 0,
            "won_rate": None,
            "brier": None,
            "brier_constant": None,
            "skill": None,
            "bins": [],
            "by_day": [],
        }
    rate = sum(outcome for _said, outcome in said) / len(said)
    score, constant = brier(said), rate * (1 - rate)
    return {
        "count": len(said), "won_rate": _rounded(rate), "brier": _rounded(score), "brier_constant": _rounded(constant),
        "skill": _rounded(1 - score / constant) if constant else None, "bins": bins(said), "by_day": by_day,
    }  # fmt: skip


def brier(said: Sequence[tuple[float, int]]) -> float:
    """The mean of (probability − outcome)²."""
    return sum((probability - outcome) ** 2 for probability, outcome in said) / len(said)


def bins(said: Sequence[tuple[float, int]]) -> list[dict[str, Any]]:
    """What was said and what came, per tenth of probability; tenths of which nothing was said are left out."""
    found: dict[int, list[tuple[float, int]]] = {}
    for one in said:
        found.setdefault(min(int(one[0] * BINS), BINS - 1), []).append(one)
    return [
        {
            "from": at / BINS, "to": (at + 1) / BINS, "count": len(here),
            "said": _rounded(sum(one[0] for one in here) / len(here)),
            "came": _rounded(sum(one[1] for one in here) / len(here)),
        }
        for at, here in sorted(found.items())
    ]  # fmt: skip


def _rounded(value: float) -> float:
    return round(value, 4)
