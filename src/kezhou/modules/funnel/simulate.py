"""Monte Carlo over open opportunities. The only file that loads numpy; a job imports it when it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .reaching import STEPS

OVERDUE_DAYS = 60
"""Where an opportunity is later than any before it, its end is taken to lie evenly within this many days."""
MAX_DAYS = 4_000
QUANTILES = (0.1, 0.5, 0.9)
SPREAD = np.linspace(0, 1, STEPS + 1)


@dataclass(frozen=True, slots=True)
class Chance:
    """An open opportunity as it is drawn: won with `probability`, bringing `amount`, `due` days from today by what is
    written or usual, and then off by one of the past deviations in `slips`."""

    probability: float
    amount: float
    due: int
    slips: Sequence[int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Quantiles P10, P50, P90 per period, of the running total, and per block of three; what each chance brought on
    average within the periods. `spreads` are all percentiles of the same three."""

    periods: list[list[float]]
    running: list[list[float]]
    blocks: list[list[float]]
    total: list[float]
    brought: list[float]
    mean: list[float]
    spreads: dict[str, list[list[float]]]


def simulate(chances: Sequence[Chance], ends: Sequence[int], blocks: Sequence[int], draws: int, seed: int) -> Outcome:
    """`ends` are the last days of the periods from today (ascending); what comes later counts nowhere. `blocks` says
    for each period which block (quarter) it belongs to. The same arguments give the same answer.

    Each draw decides every opportunity on its own: won or not, and on which day, given that it did not end before today
    (the deviations that would lie in the past are left out). Opportunities are taken as independent of each other, as
    in the risk analyses of D. B. Hertz, “Risk Analysis in Capital Investment”, Harvard Business Review 42 (1964).
    """
    rng = np.random.default_rng(seed)
    period_of_day = np.searchsorted(np.asarray(ends), np.arange(MAX_DAYS + 1), side="left")
    totals = np.zeros((len(ends) + 1, draws))
    tables: dict[int, np.ndarray[tuple[int], np.dtype[np.int64]]] = {}
    brought = []
    for chance in chances:
        table = tables.get(id(chance.slips))
        if table is None:
            table = tables[id(chance.slips)] = np.sort(np.asarray(chance.slips, dtype=np.int64))
        won = np.flatnonzero(rng.random(draws, dtype=np.float32) < chance.probability)
        first = int(np.searchsorted(table, -chance.due, side="left"))
        if first < len(table):
            days = chance.due + table[rng.integers(first, len(table), len(won))]
        else:
            days = rng.integers(0, OVERDUE_DAYS, len(won)) + 1
        periods = period_of_day[np.minimum(days, MAX_DAYS)]
        # A draw occurs once among the won ones of an opportunity, so adding by index adds each.
        totals[periods, won] += chance.amount
        brought.append(float(np.count_nonzero(periods < len(ends))) * chance.amount / draws)
    within = totals[:-1]
    running = np.cumsum(within, axis=0)
    count = max(blocks, default=-1) + 1
    in_blocks = np.zeros((count, draws))
    for period, block in enumerate(blocks):
        in_blocks[block] += within[period]
    return Outcome(
        _quantiles(within), _quantiles(running), _quantiles(in_blocks), _quantiles(running[-1:])[0], brought,
        [float(value) for value in within.mean(axis=1)],
        {
            name: _quantiles(values, SPREAD)
            for name, values in (("months", within), ("running", running), ("quarters", in_blocks))
        },
    )  # fmt: skip


def _quantiles(
    values: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    shares: Sequence[float] | np.ndarray[tuple[int], np.dtype[np.float64]] = QUANTILES,
) -> list[list[float]]:
    if not len(values):
        return []
    return [[float(value) for value in row] for row in np.quantile(values, shares, axis=1).T]
