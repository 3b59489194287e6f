"""The work calendar over the real week of the 2026 National Day with its two worked weekend days (调休)."""

from datetime import date, timedelta

import pytest

from kezhou.kernel.errors import Invalid
from kezhou.platform.org import calendar
from kezhou.platform.org.models import WorkCalendarDay


@pytest.fixture
def holidays(db):
    for day in range(1, 8):
        WorkCalendarDay.objects.create(day=date(2026, 10, day), working=False, name="国庆节")
    for day in (date(2026, 9, 20), date(2026, 10, 10)):
        WorkCalendarDay.objects.create(day=day, working=True, name="国庆节调休")


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 9, 20), True),
        (date(2026, 9, 27), False),
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
    ],
)
def test_worked_days_follow_the_rows(holidays, day, working):
    assert calendar.is_working_day(day) is working


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 9, 30), 0, date(2026, 9, 30)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 9, 30), 4, date(2026, 10, 12)),
        (date(2026, 10, 8), -1, date(2026, 9, 30)),
        (date(2026, 10, 4), 1, date(2026, 10, 8)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
    ],
)
def test_adding_working_days(holidays, start, days, end):
    assert calendar.add_working_days(start, days) == end


def test_counting_is_bounded(db):
    assert calendar.add_working_days(date(2026, 1, 1), 2000) > date(2033, 1, 1)
    with pytest.raises(Invalid):
        calendar.add_working_days(date(2026, 1, 1), 2001)
    start = date(2026, 1, 1)
    WorkCalendarDay.objects.bulk_create(
        WorkCalendarDay(day=start + timedelta(days=number), working=False) for number in range(1, 60)
    )
    with pytest.raises(Invalid) as refused:
        calendar.add_working_days(start, 1)
    assert refused.value.code == "calendar_empty"


@pytest.mark.parametrize(
    ("today", "missing"),
    [(date(2026, 10, 31), None), (date(2026, 11, 1), 2027), (date(2025, 5, 1), 2025), (date(2027, 1, 1), 2027)],
)
def test_the_year_that_nobody_entered(holidays, today, missing):
    assert calendar.next_year_missing(today) == missing
