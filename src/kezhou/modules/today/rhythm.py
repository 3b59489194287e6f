"""When silence is unusual for this customer, whatever is usual for others. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

MIN_GAPS = 5
"""Fewer gaps between days of contact make no rhythm."""
SPREADS = 2
LEAST_SPREAD = 1.0
"""Days. Who was called exactly every seventh day is not silent on the eighth."""
SILENT_DAYS = 30
"""Silence of this length is told for every customer, rhythm or not."""


def quiet_after(middle: float, spread: float) -> int:
    """The gap in days from which on silence is unusual: median + 2 × median absolute deviation, rounded up."""
    return math.ceil(middle + SPREADS * max(spread, LEAST_SPREAD))


def spread_of(gaps: Sequence[int]) -> tuple[float, float] | None:
    """Median and median absolute deviation of gaps in days; None below `MIN_GAPS`."""
    if len(gaps) < MIN_GAPS:
        return None
    middle = median(gaps)
    return float(middle), float(median(abs(gap - middle) for gap in gaps))
