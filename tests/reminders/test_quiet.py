"""Quiet hours and days off, as plain values."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from kezhou.platform.reminders.quiet import free_at, is_quiet, next_at

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("at", "quiet"),
    [("21:59", False), ("22:00", True), ("23:59", True), ("00:00", True), ("06:59", True), ("07:00", False)],
)
def test_quiet_hours_run_over_midnight(at: str, quiet: bool) -> None:
    assert is_quiet(time.fromisoformat(at), time(22), time(7)) is quiet


def test_equal_ends_and_missing_ends_are_no_quiet_hours() -> None:
    assert not is_quiet(time(3), time(3), time(3))
    assert not is_quiet(time(3), None, time(7))


@pytest.mark.parametrize(
    ("zone", "at", "free"),
    [
        # 23:30 in Shanghai is told at seven the next morning there; in Berlin it is the middle of the afternoon.
        (SHANGHAI, "2026-11-22T15:30", "2026-11-22T23:00"),
        (BERLIN, "2026-11-22T15:30", "2026-11-22T15:30"),
        (BERLIN, "2026-11-22T22:30", "2026-11-23T06:00"),
        (SHANGHAI, "2028-02-28T16:30", "2028-02-28T23:00"),
        (SHANGHAI, "2028-02-28T15:00", "2028-02-28T23:00"),
        # The night in which Berlin's clocks go forward: seven o'clock there is five in UTC.
        (BERLIN, "2027-03-27T22:30", "2027-03-28T05:00"),
    ],
)
def test_what_falls_into_quiet_hours_is_told_when_they_end(zone: ZoneInfo, at: str, free: str) -> None:
    moments = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (at, free)]
    assert free_at(moments[0], zone, time(22), time(7), None) == moments[1]


def test_days_off_wait_for_the_next_working_day() -> None:
    def works(day: date) -> bool:
        return day.weekday() < 5 and day != date(2026, 11, 23)

    sunday = datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert free_at(sunday, SHANGHAI, time(22), time(7), works) == datetime(2026, 11, 23, 23, tzinfo=UTC)
    assert free_at(sunday, SHANGHAI, None, None, works) == datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
    late_on_friday = datetime(2026, 11, 20, 15, tzinfo=UTC)
    assert free_at(late_on_friday, SHANGHAI, time(22), time(7), works) == datetime(2026, 11, 23, 23, tzinfo=UTC)


def test_the_next_hour_over_the_leap_day() -> None:
    at = datetime(2028, 2, 28, 1, tzinfo=UTC)
    assert next_at(at, SHANGHAI, time(8, 30)) == datetime(2028, 2, 29, 0, 30, tzinfo=UTC)
    assert next_at(at, SHANGHAI, time(9)) == at
