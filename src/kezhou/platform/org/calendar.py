"""Which days are worked: Monday to Friday, except where `WorkCalendarDay` says otherwise (public holidays and 调休).

The State Council publishes a year's holidays near the end of the year before, so the rows are data that somebody must
enter in time; `next_year_missing` is what reminds them.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import Invalid

from .models import WorkCalendarDay

MAX_WORKING_DAYS = 2_000
"""The farthest that `add_working_days` counts, about eight years."""

REMIND_FROM_MONTH = 11
"""From November on, next year's holidays are expected to be entered."""


def is_working_day(day: date) -> bool:
    special = WorkCalendarDay.objects.filter(day=day).values_list("working", flat=True).first()
    return day.weekday() < 5 if special is None else special


def add_working_days(start: date, days: int) -> date:
    """The `days`-th working day after `start` (before it when negative); 0 is `start` itself, worked or not.

    Raises `Invalid` beyond `MAX_WORKING_DAYS`.
    """
    if abs(days) > MAX_WORKING_DAYS:
        raise Invalid(_("At most %(max)s working days can be counted.") % {"max": MAX_WORKING_DAYS}, code="too_far")
    step = timedelta(days=1 if days >= 0 else -1)
    # Two calendar days per working day and a month on top outlast the longest holidays.
    horizon = start + step * (abs(days) * 2 + 31)
    low, high = min(start, horizon), max(start, horizon)
    special = dict(WorkCalendarDay.objects.filter(day__range=(low, high)).values_list("day", "working"))
    day, left = start, abs(days)
    while left:
        if day == horizon:
            raise Invalid(_("The work calendar has too few working days."), code="calendar_empty")
        day += step
        if special.get(day, day.weekday() < 5):
            left -= 1
    return day


def special_days(first: date, last: date) -> list[WorkCalendarDay]:
    """The days of the span that differ from the ordinary week, in order."""
    return list(WorkCalendarDay.objects.filter(day__range=(first, last)).order_by("day"))


def replace_year(year: int, days: Sequence[tuple[date, bool, str]]) -> None:
    """The special days of the year are these, `(day, working, name)`, and no others. Call it in a transaction."""
    WorkCalendarDay.objects.filter(day__year=year).delete()
    WorkCalendarDay.objects.bulk_create(WorkCalendarDay(day=day, working=on, name=name) for day, on, name in days)


def next_year_missing(today: date) -> int | None:
    """The year whose holidays nobody has entered: this one at any time, the next one from November. None when all is
    well."""
    years = [today.year] if today.month < REMIND_FROM_MONTH else [today.year, today.year + 1]
    for year in years:
        if not WorkCalendarDay.objects.filter(day__year=year).exists():
            return year
    return None
