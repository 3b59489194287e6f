"""The grammar of business numbers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kezhou.kernel.numbering import BadRule, parse

DAY = date(2026, 11, 22)


def test_text_date_prefix_and_serial() -> None:
    assert parse("QT{yyyy}{MM}{dd}-{serial:4}").write(7, DAY) == "QT20261122-0007"
    assert parse("{prefix}合{yy}{MM}第{serial:3}号").write(12, DAY, "沪") == "沪合2611第012号"
    assert parse("{serial:2}").write(123, DAY) == "123"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("QT{yyyy}", "one_serial"),
        ("{serial:3}{serial:3}", "one_serial"),
        ("{serial:0}", "unknown_place"),
        ("{serial}", "unknown_place"),
        ("{user.password}{serial:3}", "unknown_place"),
        ("{{serial:3}", "unknown_place"),
        ("{serial:3}}", "unknown_place"),
        ("A\n{serial:3}", "bad_text"),
        ("A" * 60 + "{serial:3}", "too_long"),
        ("{MM}{serial:3:month}", "repeats"),
        ("{yyyy}{serial:3:day}", "repeats"),
        ("", "one_serial"),
    ],
)
def test_what_the_grammar_refuses(text: str, code: str) -> None:
    with pytest.raises(BadRule) as refused:
        parse(text)
    assert refused.value.code == code


def test_the_serial_begins_again_with_its_period() -> None:
    daily, yearly = parse("{yyyy}{MM}{dd}{serial:3}"), parse("{yyyy}{MM}{dd}{serial:3:year}")
    tomorrow, next_year = DAY + timedelta(days=1), date(2027, 1, 1)
    assert daily.period(DAY) != daily.period(tomorrow)
    assert yearly.period(DAY) == yearly.period(tomorrow) != yearly.period(next_year)
    assert parse("{serial:3:never}").period(DAY) == parse("{serial:3:never}").period(next_year)


rules = st.sampled_from(
    ["A{serial:3}", "{yyyy}{MM}{dd}{serial:2}", "{prefix}{yy}{MM}{serial:4:month}", "{yyyy}-{serial:1:year}",
     "{prefix}{yyyy}{MM}{dd}{serial:3:never}"]
)  # fmt: skip
days = st.dates(date(2020, 1, 1), date(2039, 12, 31))
pieces = st.tuples(days, st.sampled_from(["", "沪", "BJ"]), st.integers(1, 99))


@given(rules, pieces, pieces)
def test_two_serials_never_make_one_number(text: str, one: tuple[date, str, int], other: tuple[date, str, int]) -> None:
    """Different serials of one period, or equal ones of different periods, read differently."""
    rule = parse(text)
    (day, prefix, serial), (day2, prefix2, serial2) = one, other
    if rule.digits < 2 and max(serial, serial2) > 9:
        return
    same = (rule.period(day, prefix), serial) == (rule.period(day2, prefix2), serial2)
    if not same:
        assert rule.write(serial, day, prefix) != rule.write(serial2, day2, prefix2)
