"""What other modules tell the forecast: the targets that it is measured against."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kezhou.kernel.ctx import Ctx


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose forecast it is: one person's, a department's with everything below it, or that of all in sight."""

    department: int | None = None
    person: int | None = None


TargetProvider = Callable[[Ctx, Reach, Sequence[date]], Mapping[date, Decimal]]
target_providers: list[TargetProvider] = []
"""(ctx, reach, first days of months) → target of each month in the base currency, as far as the reader may see one.
Filled at start-up; the first that knows a month is believed."""


def targets(ctx: Ctx, reach: Reach, months: Sequence[date]) -> dict[date, Decimal]:
    """Month → target, for the months that have one."""
    found: dict[date, Decimal] = {}
    for provider in target_providers:
        for month, amount in provider(ctx, reach, months).items():
            found.setdefault(month, amount)
    return found
