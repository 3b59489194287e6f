"""How a figure is split: evenly, or as it was reached in the year before. Pure, and exact to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

CENT = Decimal("0.01")


def split(total: Decimal, weights: Sequence[Decimal], step: Decimal = CENT) -> list[Decimal]:
    """`total` by weights, each part a whole number of `step`s; the parts add up to the total.

    What rounding leaves goes, a step at a time, to the parts that lost most by it, the earlier ones first. Without any
    weight the parts are even. Raises ValueError for a negative weight or no parts.
    """
    if not weights or any(weight < 0 for weight in weights):
        raise ValueError("weights must be there and not negative")
    whole = sum(weights)
    shares = list(weights) if whole else [Decimal(1)] * len(weights)
    whole = whole or Decimal(len(weights))
    exact = [total * share / whole for share in shares]
    parts = [(one / step).to_integral_value(ROUND_DOWN) * step for one in exact]
    left = int((total - sum(parts)) / step)
    by_loss = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))
    for at in by_loss[:left]:
        parts[at] += step
    return parts
