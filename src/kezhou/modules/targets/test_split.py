"""Splitting a figure: nothing is lost, nothing is made."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kezhou.modules.targets.split import split
from kezhou.modules.targets.target.rules import end_of, first_day, name_of

MONEY = st.decimals(0, 10**12, places=2, allow_nan=False, allow_infinity=False)


@given(MONEY, st.lists(MONEY, min_size=1, max_size=40))
def test_the_parts_add_up_and_follow_their_weights(total: Decimal, weights: list[Decimal]) -> None:
    parts = split(total, weights)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        fair = total * weight / whole if whole else total / len(weights)
        assert abs(part - fair) <= Decimal("0.01")


def test_without_history_the_parts_are_even_and_the_rest_goes_first() -> None:
    assert split(Decimal(100), [Decimal(0)] * 3) == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert split(Decimal(10), [Decimal(0)] * 4, Decimal(1)) == [3, 3, 2, 2]


def test_nothing_to_split_among_is_an_error() -> None:
    with pytest.raises(ValueError, match="weights"):
        split(Decimal(1), [])


def test_periods_of_targets() -> None:
    day = date(2026, 11, 22)
    assert [(first_day(unit, day), name_of(unit, first_day(unit, day))) for unit in ("month", "quarter", "year")] == [
        (date(2026, 11, 1), "2026-11"),
        (date(2026, 10, 1), "2026 Q4"),
        (date(2026, 1, 1), "2026"),
    ]
    assert end_of("quarter", date(2026, 10, 1)) == date(2027, 1, 1)
    assert end_of("month", date(2026, 12, 1)) == date(2027, 1, 1)
