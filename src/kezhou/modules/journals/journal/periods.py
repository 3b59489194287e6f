"""Days, weeks (from Monday) and months that a work log is about. Pure arithmetic over calendar days."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

Kind = Literal["day", "week", "month"]
KINDS: tuple[Kind, ...] = ("day", "week", "month")
GRACE_DAYS = {"day": 1, "week": 2, "month": 3}
"""So many days after its last day a log still counts as in time."""


def as_kind(text: str) -> Kind:
    """The kind of that name. Raises ValueError."""
    if text not in KINDS:
        raise ValueError(text)
    return text


def first_day(kind: str, day: date) -> date:
    """The first day of the period that a day lies in."""
    if kind == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if kind == "month" else day


def last_day(kind: str, first: date) -> date:
    """The last day of the period that begins on `first`."""
    return following(kind, first) - timedelta(days=1)


def following(kind: str, first: date) -> date:
    """The first day of the next period."""
    if kind == "month":
        return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return first + timedelta(days=7 if kind == "week" else 1)


def preceding(kind: str, first: date) -> date:
    """The first day of the period before."""
    return first_day(kind, first - timedelta(days=1))


def back_from(kind: str, first: date, count: int) -> Iterator[date]:
    """`count` periods up to and including the one of `first`, the latest first."""
    for _ in range(count):
        yield first
        first = preceding(kind, first)


def is_late(kind: str, first: date, submitted_on: date) -> bool:
    return submitted_on > last_day(kind, first) + timedelta(days=GRACE_DAYS[kind])


def period_name(kind: str, first: date) -> str:
    """2026-11-22, 2026-W47, 2026-11: how the period is written in every language."""
    if kind == "week":
        year, week, _day = first.isocalendar()
        return f"{year}-W{week:02d}"
    return f"{first:%Y-%m}" if kind == "month" else first.isoformat()
