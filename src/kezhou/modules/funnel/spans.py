"""A time cut into what is kept by year, what is kept by month, and the days at both ends."""

from __future__ import annotations

from datetime import date, timedelta

NO_DAY, FIRST_DAY, LAST_DAY = date(1, 1, 1), date(2, 1, 1), date(9999, 1, 1)
"""What stands for the time of opportunities without a day of opening; where a time begins and ends that is open."""


def cut(first: date | None, last: date | None, *, months: bool = True) -> list[tuple[str, date, date]]:
    """[(grain, begin, end)] without gap or overlap, `end` not counting: grain y and m for whole years and months, empty
    for days; without `months` all but whole years is days. An open time on both sides has those without a day too."""
    if first is None and last is None:
        return [("y", NO_DAY, LAST_DAY)]
    begin = first or FIRST_DAY
    end = LAST_DAY if last is None else last + timedelta(days=1)
    whole = _next_month(begin), end.replace(day=1)
    if whole[0] >= whole[1]:
        return [("", begin, end)]
    years = _next_year(whole[0]), whole[1].replace(month=1)
    if years[0] >= years[1]:
        years = whole[1], whole[1]
    inner = "m" if months else ""
    spans = (
        ("", begin, whole[0]), (inner, whole[0], years[0]), ("y", *years), (inner, years[1], whole[1]),
        ("", whole[1], end),
    )  # fmt: skip
    return [span for span in spans if span[1] < span[2]]


def _next_month(day: date) -> date:
    """The first month that begins on the day or after it."""
    return day if day.day == 1 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _next_year(day: date) -> date:
    return day if (day.month, day.day) == (1, 1) else date(day.year + 1, 1, 1)
