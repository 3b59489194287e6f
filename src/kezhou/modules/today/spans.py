"""Periods of the manager's view: what is looked at and what it is compared with. Pure arithmetic over calendar days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kezhou.sdk.reports import Span, start_of, stepped


@dataclass(frozen=True, slots=True)
class Pieces:
    """A span as whole months and the days before and after them."""

    months: Span
    head: Span
    tail: Span


def span(unit: str, day: date) -> Span:
    """The period that a day lies in; weeks begin on Monday."""
    first = start_of(unit, day)
    return Span(first, stepped(unit, first, 1))


def before(unit: str, now: Span, today: date) -> Span:
    """The period before. While the present one is not over, as many days of it as have passed of this one: a month on
    its tenth day is compared with ten days."""
    whole = span(unit, now.first - timedelta(days=1))
    if not now.first <= today < now.last:
        return whole
    return Span(whole.first, min(whole.end, whole.first + (today - now.first) + timedelta(days=1)))


def pieces(days: Span) -> Pieces:
    """How sums per month and per day are joined to the sum of a span."""
    first = days.first if days.first.day == 1 else stepped("month", days.first.replace(day=1), 1)
    last = days.end.replace(day=1)
    if first >= last:
        return Pieces(Span(days.end, days.end), Span(days.first, days.end), Span(days.end, days.end))
    return Pieces(Span(first, last), Span(days.first, first), Span(last, days.end))
