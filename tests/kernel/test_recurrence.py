"""Repetition by rule: wall clock over summer time, month ends, leap days, counts, ends, exceptions, cuts."""

from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kezhou.kernel.recurrence import BadRuleError, cut, last, moved, occurrences, parse

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def first(text: str, begins: datetime, count: int, zone: ZoneInfo = SHANGHAI) -> list[str]:
    found = islice(occurrences(begins, parse(text), zone), count)
    return [f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for moment in found]


def test_a_week_of_working_days() -> None:
    assert first("FREQ=WEEKLY;BYDAY=MO,WE", at("2026-11-23 09:00"), 3) == [
        "2026-11-23 09:00",
        "2026-11-25 09:00",
        "2026-11-30 09:00",
    ]


def test_the_wall_clock_stays_when_summer_time_begins_and_ends() -> None:
    found = list(islice(occurrences(at("2027-03-27 09:00", BERLIN), parse("FREQ=DAILY"), BERLIN), 2))
    assert [moment.astimezone(UTC).hour for moment in found] == [8, 7]
    assert first("FREQ=DAILY", at("2027-03-27 02:30", BERLIN), 3, BERLIN) == [
        "2027-03-27 02:30",
        "2027-03-28 03:30",  # 02:30 does not exist that night
        "2027-03-29 02:30",
    ]


def test_months_without_the_day_are_left_out_and_the_last_day_is_minus_one() -> None:
    assert first("FREQ=MONTHLY", at("2027-01-31 10:00"), 3) == [
        "2027-01-31 10:00",
        "2027-03-31 10:00",
        "2027-05-31 10:00",
    ]
    assert first("FREQ=MONTHLY;BYMONTHDAY=-1", at("2027-01-31 10:00"), 3) == [
        "2027-01-31 10:00",
        "2027-02-28 10:00",
        "2027-03-31 10:00",
    ]


def test_a_leap_day_comes_every_four_years() -> None:
    assert first("FREQ=YEARLY", at("2028-02-29 08:00"), 2) == ["2028-02-29 08:00", "2032-02-29 08:00"]


def test_count_and_until_end_it() -> None:
    assert last(at("2026-11-23 09:00"), parse("FREQ=DAILY;COUNT=3"), SHANGHAI) == at("2026-11-25 09:00")
    assert last(at("2026-11-23 09:00"), parse("FREQ=DAILY;UNTIL=20261125"), SHANGHAI) == at("2026-11-25 09:00")
    assert last(at("2026-11-23 09:00"), parse("FREQ=DAILY;UNTIL=20261125T005959Z"), SHANGHAI) == at("2026-11-24 09:00")
    assert last(at("2026-11-23 09:00"), parse("FREQ=DAILY"), SHANGHAI) is None


def test_what_was_taken_out_does_not_happen() -> None:
    found = occurrences(
        at("2026-11-23 09:00"), parse("FREQ=DAILY;COUNT=3"), SHANGHAI, left_out=[at("2026-11-24 09:00")]
    )
    assert list(found) == [at("2026-11-23 09:00"), at("2026-11-25 09:00")]


def test_a_window_far_from_the_beginning_is_reached() -> None:
    found = list(
        occurrences(
            at("2001-01-01 09:00"),
            parse("FREQ=DAILY"),
            SHANGHAI,
            after=at("2026-11-22 00:00"),
            before=at("2026-11-24 00:00"),
        )
    )
    assert found == [at("2026-11-22 09:00"), at("2026-11-23 09:00")]


def test_a_cut_series_is_the_whole_series() -> None:
    begins, rule, here = at("2026-11-23 09:00"), parse("FREQ=WEEKLY;BYDAY=MO,TH;COUNT=7"), at("2026-12-03 09:00")
    before, after = cut(begins, rule, SHANGHAI, here)
    whole = list(occurrences(begins, rule, SHANGHAI))
    assert [*occurrences(begins, before, SHANGHAI), *occurrences(here, after, SHANGHAI)] == whole
    assert (str(after), len(whole)) == ("FREQ=WEEKLY;BYDAY=MO,TH;COUNT=4", 7)


@given(st.integers(1, 60), st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]), st.integers(1, 5), st.data())
def test_any_cut_keeps_every_occurrence(count: int, frequency: str, interval: int, data: st.DataObject) -> None:
    begins = at("2026-01-15 23:30")
    rule = parse(f"FREQ={frequency};INTERVAL={interval};COUNT={count}")
    whole = list(occurrences(begins, rule, SHANGHAI))
    here = data.draw(st.sampled_from(whole))
    before, after = cut(begins, rule, SHANGHAI, here)
    parts = [moment for moment in occurrences(begins, before, SHANGHAI) if moment < here]
    assert parts + list(occurrences(here, after, SHANGHAI)) == whole


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("INTERVAL=2", "frequency"),
        ("FREQ=SECONDLY", "value"),
        ("FREQ=DAILY;COUNT=0", "value"),
        ("FREQ=DAILY;COUNT=1001", "value"),
        ("FREQ=DAILY;INTERVAL=2;INTERVAL=3", "twice"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "count_and_until"),
        ("FREQ=WEEKLY;BYDAY=2MO", "value"),
        ("FREQ=MONTHLY;BYHOUR=3", "unknown"),
        ("FREQ=DAILY;UNTIL=20270231", "value"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "value"),
    ],
)
def test_what_is_no_rule_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadRuleError) as refused:
        parse(text)
    assert refused.value.code == code


def test_a_series_that_never_happens_is_refused() -> None:
    with pytest.raises(BadRuleError) as refused:
        last(at("2027-01-01 09:00"), parse("FREQ=DAILY;UNTIL=20260101"), SHANGHAI)
    assert refused.value.code == "never"


@pytest.mark.parametrize(
    ("rule", "days", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,SU;COUNT=3", 1, "FREQ=WEEKLY;BYDAY=MO,TU;COUNT=3"),
        ("FREQ=WEEKLY;BYDAY=MO", -8, "FREQ=WEEKLY;BYDAY=SU"),
        ("FREQ=WEEKLY;BYDAY=MO", 0, "FREQ=WEEKLY;BYDAY=MO"),
        ("FREQ=MONTHLY;BYMONTHDAY=15;COUNT=2", 2, "FREQ=MONTHLY;COUNT=2"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", 2, "FREQ=MONTHLY;BYMONTHDAY=1,15"),
        ("FREQ=MONTHLY;BYDAY=1MO", 1, "FREQ=MONTHLY;BYDAY=1MO"),
        ("FREQ=DAILY", 3, "FREQ=DAILY"),
    ],
)
def test_a_series_that_moves_to_other_days_names_other_days(rule: str, days: int, expected: str) -> None:
    assert str(moved(parse(rule), days)) == expected
