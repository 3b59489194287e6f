"""The holidays that an installation begins with, as the State Council arranged them; an administrator edits them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.calendar import replace_year, special_days

# 国务院办公厅关于2026年部分节假日安排的通知 (国办发明电〔2025〕7号): first and last day off, weekends worked for it.
YEARS: dict[int, tuple[tuple[str, str, str, tuple[str, ...]], ...]] = {
    2026: (
        ("元旦", "01-01", "01-03", ("01-04",)),
        ("春节", "02-15", "02-23", ("02-14", "02-28")),
        ("清明节", "04-04", "04-06", ()),
        ("劳动节", "05-01", "05-05", ("05-09",)),
        ("端午节", "06-19", "06-21", ()),
        ("中秋节", "09-25", "09-27", ()),
        ("国庆节", "10-01", "10-07", ("09-20", "10-10")),
    )
}


def days_of(year: int) -> Iterator[tuple[date, bool, str]]:
    """(day, worked, name) of a year that is known here."""
    for name, first, last, worked in YEARS[year]:
        day, end = date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}")
        while day <= end:
            yield day, False, name
            day += timedelta(days=1)
        for each in worked:
            yield date.fromisoformat(f"{year}-{each}"), True, name


def ensure(ctx: Ctx) -> int:
    """Fill the years that are known and of which nobody has entered anything; how many days were added."""
    added = 0
    for year in YEARS:
        if not special_days(date(year, 1, 1), date(year, 12, 31)):
            days = sorted(days_of(year))
            replace_year(year, days)
            added += len(days)
    return added
