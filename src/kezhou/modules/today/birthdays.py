"""Birthdays by the sun and by the moon. Pure: days in, days out; the lunar calendar comes from `lunar_python`.

A stored birthday is what people write down: with the lunar mark, month and day are of the lunar calendar
(八月十五), and the year is the lunar year of birth.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

LUNAR = 10_000
"""Added to month × 100 + day of a lunar birthday: the key under which birthdays are found (`KEY_SQL`)."""
MAX_DAYS = 62

KEY_SQL = (
    "(extract(month FROM {t}.birthday)::int * 100 + extract(day FROM {t}.birthday)::int"
    " + CASE WHEN {t}.birthday_is_lunar THEN 10000 ELSE 0 END)"
)
"""The key of a contact in SQL; immutable, so that an index holds it and it can never be out of step."""

_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_DAYS = (
    *(f"初{n}" for n in "一二三四五六七八九十"),
    *(f"十{n}" for n in "一二三四五六七八九"),
    "二十",
    *(f"廿{n}" for n in "一二三四五六七八九"),
    "三十",
)


def _lunar() -> Any:
    """The lunar calendar, loaded with the first birthday: most processes never ask for one."""
    import lunar_python

    return lunar_python


def key_of(birthday: date, is_lunar: bool) -> int:
    """The key of one birthday, as `KEY_SQL` reckons it."""
    return birthday.month * 100 + birthday.day + (LUNAR if is_lunar else 0)


def keys_between(first: date, days: int) -> dict[int, date]:
    """Key → its first day among the `days` days from `first`: at most five keys a day, however many people there are.

    Who was born on February 29 celebrates on the 28th of common years; who was born on the 30th of a lunar month on the
    29th of short ones; a birthday in a month that a leap month repeats is celebrated in the first of the two.
    """
    found: dict[int, date] = {}
    for number in range(min(days, MAX_DAYS)):
        day = first + timedelta(days=number)
        for key in (*_solar_keys(day), *_lunar_keys(day)):
            found.setdefault(key, day)
    return found


def next_birthday(birthday: date, is_lunar: bool, today: date) -> date:
    """The first day from `today` on, today included, on which the birthday is celebrated."""
    if not is_lunar:
        here = _solar_in(birthday, today.year)
        return here if here >= today else _solar_in(birthday, today.year + 1)
    year = int(_lunar().Solar.fromYmd(today.year, today.month, today.day).getLunar().getYear())
    # A lunar year begins weeks after the solar one: the birthday may still belong to the lunar year before.
    days = (_lunar_in(birthday, at) for at in (year, year + 1))
    return next(day for day in days if day >= today)


def age_on(birthday: date, is_lunar: bool, day: date) -> int:
    """Years completed on a birthday."""
    year = int(_lunar().Solar.fromYmd(day.year, day.month, day.day).getLunar().getYear()) if is_lunar else day.year
    return year - birthday.year


def lunar_name(birthday: date) -> str:
    """八月十五 for a birthday of the lunar calendar."""
    return f"{_MONTHS[birthday.month - 1]}月{_DAYS[min(birthday.day, 30) - 1]}"


def _solar_keys(day: date) -> list[int]:
    keys = [day.month * 100 + day.day]
    if (day.month, day.day) == (2, 28) and not _is_leap(day.year):
        keys.append(229)
    return keys


def _lunar_keys(day: date) -> list[int]:
    lunar = _lunar().Solar.fromYmd(day.year, day.month, day.day).getLunar()
    month, number = int(lunar.getMonth()), int(lunar.getDay())
    if month < 0:
        return []
    # A mark set by mistake may leave a 31st, which no lunar month has: it counts as the last day too.
    upto = 31 if number == _length(int(lunar.getYear()), month) else number
    return [LUNAR + month * 100 + each for each in range(number, upto + 1)]


def _solar_in(birthday: date, year: int) -> date:
    short = (birthday.month, birthday.day) == (2, 29) and not _is_leap(year)
    return date(year, birthday.month, 28 if short else birthday.day)


def _lunar_in(birthday: date, year: int) -> date:
    number = min(birthday.day, _length(year, birthday.month))
    solar = _lunar().Lunar.fromYmd(year, birthday.month, number).getSolar()
    return date(int(solar.getYear()), int(solar.getMonth()), int(solar.getDay()))


def _length(year: int, month: int) -> int:
    return int(_lunar().LunarMonth.fromYm(year, month).getDayCount())


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
