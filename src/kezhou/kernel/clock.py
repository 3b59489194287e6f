"""Where business code gets the time from. Injected, so that a test can stand at any moment."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

COMPANY_ZONE = ZoneInfo("Asia/Shanghai")
"""The zone in which due dates, quotas and report days are reckoned; a person's own zone only displays moments."""


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(slots=True)
class FixedClock:
    """A clock that stands still until it is moved; for tests and for replays of history."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


def company_today(clock: Clock, zone: ZoneInfo = COMPANY_ZONE) -> date:
    """The calendar day that the company lives in."""
    return clock.now().astimezone(zone).date()
