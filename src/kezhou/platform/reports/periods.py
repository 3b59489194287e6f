"""Periods of a report, what each is compared with, and the steps it is cut into. Calendar arithmetic, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kezhou.kernel.clock import COMPANY_ZONE

UNITS = ("day", "week", "month", "quarter", "year")
MAX_UNITS = 120
"""How far a relative period reaches from today, in its units."""
MAX_DAYS = 3_700
MAX_STEPS = 400
"""Steps that one axis of time shows; a longer period is cut into larger ones."""
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` up to and without `end`."""

    first: date
    end: date

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Relative:
    """Whole units around today: month, -11 to 0 is this month and the eleven before."""

    unit: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """Two days, both included."""

    first: date
    last: date


Period = Relative | Fixed


def start_of(unit: str, day: date) -> date:
    """The first day of the unit that a day lies in; weeks begin on Monday."""
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday())
    length = _MONTHS[unit]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def stepped(unit: str, first: date, count: int) -> date:
    """The first day of the unit so many units later."""
    if unit in ("day", "week"):
        return first + timedelta(days=count * (7 if unit == "week" else 1))
    return _moved(first, count * _MONTHS[unit])


def span_of(period: Period, today: date) -> Span:
    match period:
        case Fixed(first, last):
            return Span(first, last + timedelta(days=1))
        case Relative(unit, first_unit, last_unit):
            here = start_of(unit, today)
            return Span(stepped(unit, here, first_unit), stepped(unit, here, last_unit + 1))


def before(period: Period, today: date, compare: str) -> Span:
    """What a period is compared with: the one before it of the same length (`previous`) or the same days of the year
    before (`year`). Of a period that is not over, as many days are compared as have passed of it."""
    now = span_of(period, today)
    if compare == "year":
        then = Span(_moved(now.first, -12), _moved(now.end, -12))
    elif isinstance(period, Relative):
        count = period.last - period.first + 1
        then = Span(stepped(period.unit, now.first, -count), now.first)
    else:
        then = Span(now.first - (now.end - now.first), now.first)
    if not now.first <= today < now.last:
        return then
    passed = then.first + (today - now.first) + timedelta(days=1)
    return Span(then.first, min(then.end, passed))


def steps(span: Span, grain: str) -> list[date]:
    """The first days of all steps that a span touches; at most `MAX_STEPS`."""
    found: list[date] = []
    at = start_of(grain, span.first)
    while at < span.end and len(found) < MAX_STEPS:
        found.append(at)
        at = stepped(grain, at, 1)
    return found


def last_of(grain: str, first: date) -> date:
    """The last day of the step that begins on `first`."""
    return stepped(grain, first, 1) - timedelta(days=1)


def title(grain: str, first: date) -> str:
    """How a step is called on an axis: 2026, 2026 Q3, 2026-07, 2026 W31, 2026-07-31."""
    if grain == "year":
        return str(first.year)
    if grain == "quarter":
        return f"{first.year} Q{(first.month + 2) // 3}"
    if grain == "month":
        return f"{first.year}-{first.month:02d}"
    if grain == "week":
        year, week, _day = first.isocalendar()
        return f"{year} W{week:02d}"
    return first.isoformat()


def midnight(day: date) -> datetime:
    """When the company's day begins."""
    return datetime.combine(day, time(), COMPANY_ZONE)


def _moved(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    at = day.month - 1 + months
    year, month = day.year + at // 12, at % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))
