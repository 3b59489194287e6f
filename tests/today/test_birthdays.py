"""Birthdays across leap days, leap months and short months (F15)."""

from datetime import date, timedelta

import pytest

from kezhou.modules.today.birthdays import age_on, key_of, keys_between, lunar_name, next_birthday

TABLE = [
    # birthday, lunar, today, next
    (date(1990, 5, 20), False, date(2026, 5, 20), date(2026, 5, 20)),
    (date(1990, 5, 20), False, date(2026, 5, 21), date(2027, 5, 20)),
    (date(1990, 1, 1), False, date(2026, 12, 31), date(2027, 1, 1)),
    (date(1992, 2, 29), False, date(2026, 2, 1), date(2026, 2, 28)),
    (date(1992, 2, 29), False, date(2026, 3, 1), date(2027, 2, 28)),
    (date(1992, 2, 29), False, date(2027, 3, 1), date(2028, 2, 29)),
    (date(1992, 2, 29), False, date(2028, 2, 28), date(2028, 2, 29)),
    # Mid-autumn (八月十五): 2025-10-06, 2026-09-25
    (date(1985, 8, 15), True, date(2025, 10, 6), date(2025, 10, 6)),
    (date(1985, 8, 15), True, date(2025, 10, 7), date(2026, 9, 25)),
    # The lunar year goes on into the next solar one: 腊月十五 of 2025 is 2026-02-02
    (date(1985, 12, 15), True, date(2026, 1, 5), date(2026, 2, 2)),
    # New year's day of 2026 (正月初一) is 2026-02-17
    (date(1985, 1, 1), True, date(2026, 2, 16), date(2026, 2, 17)),
    # 2025 has two sixth months (from 06-25 and from 07-25): the first counts
    (date(1985, 6, 15), True, date(2025, 7, 1), date(2025, 7, 9)),
    (date(1985, 6, 15), True, date(2025, 7, 10), date(2026, 7, 28)),
    # 腊月三十: the twelfth month of 2025 has 29 days (New Year's Eve 2026-02-16), that of 2026 as well (2027-02-05)
    (date(1984, 12, 30), True, date(2026, 1, 1), date(2026, 2, 16)),
]


@pytest.mark.parametrize(("birthday", "is_lunar", "today", "expected"), TABLE)
def test_the_next_birthday(birthday: date, is_lunar: bool, today: date, expected: date) -> None:
    assert next_birthday(birthday, is_lunar, today) == expected


def test_keys_find_exactly_those_whose_birthday_is_near() -> None:
    """Every possible birthday, solar and lunar, against the pure function, over a leap year and its neighbours."""
    birthdays = [(date(2000, 1, 1) + timedelta(days=n), lunar) for n in range(366) for lunar in (False, True)]
    for today in (date(2025, 7, 20), date(2026, 2, 10), date(2027, 2, 24), date(2028, 2, 25), date(2026, 12, 27)):
        keys = keys_between(today, 8)
        for birthday, lunar in birthdays:
            near = next_birthday(birthday, lunar, today)
            found = keys.get(key_of(birthday, lunar))
            assert found == (near if near < today + timedelta(days=8) else None), (today, birthday, lunar)
        assert len(keys) <= 40


def test_how_it_is_told() -> None:
    assert lunar_name(date(1985, 8, 15)) == "八月十五"
    assert lunar_name(date(1985, 12, 30)) == "腊月三十"
    assert lunar_name(date(1985, 1, 21)) == "正月廿一"
    assert age_on(date(1985, 12, 15), True, date(2026, 2, 2)) == 40
    assert age_on(date(1992, 2, 29), False, date(2027, 2, 28)) == 35
