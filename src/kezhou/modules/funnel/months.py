"""Months and quarters of the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta


def month_after(day: date, months: int) -> date:
    """The first day of the month that lies so many months after that of `day` (before it, if negative)."""
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def month_end(day: date) -> date:
    return month_after(day, 1) - timedelta(days=1)


def quarter_start(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def blocks(months: Sequence[date]) -> tuple[list[date], list[int]]:
    """The quarters that these months lie in, by their first days, and for each month the place of its quarter."""
    quarters = sorted({quarter_start(month) for month in months})
    return quarters, [quarters.index(quarter_start(month)) for month in months]
