"""How a forecast compares with a target: how far its middle lies from it, and how many of the draws reach it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

STEPS = 100
"""A spread has the percentiles 0 to 100 of what the draws came to."""


def chance(spread: Sequence[float], wanted: float) -> float:
    """The share of the draws that come to at least `wanted`, to a percent; between two percentiles by a straight
    line."""
    below = bisect_left(spread, wanted)
    if below == 0:
        return 1.0
    if below == len(spread):
        return 0.0
    under, over = spread[below - 1], spread[below]
    return round(1 - (below - 1 + (wanted - under) / (over - under)) / STEPS, 2)


def told(middle: str, target: Decimal | None, spread: Sequence[float] | None) -> Mapping[str, Any]:
    """`{target, gap, chance}`: `gap` is the middle less the target, both may be null. Forecasts that were reckoned
    before spreads were kept know no chance."""
    if target is None:
        return {"target": None, "gap": None, "chance": None}
    return {
        "target": str(target),
        "gap": str(Decimal(middle) - target),
        "chance": None if spread is None else chance(spread, float(target)),
    }
