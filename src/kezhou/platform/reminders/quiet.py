"""When somebody may be told something: quiet hours and working days, in the person's own zone. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_BEGINS = time(8, 30)
"""When somebody without quiet hours is told on a working day what came on a day off."""
MAX_STEPS = 100


def is_quiet(at: time, begins: time | None, ends: time | None) -> bool:
    """Whether a time of day lies in the quiet hours, which may run over midnight; equal ends are no quiet hours."""
    if begins is None or ends is None or begins == ends:
        return False
    return begins <= at < ends if begins < ends else at >= begins or at < ends


def free_at(
    at: datetime, zone: ZoneInfo, begins: time | None, ends: time | None, works: Callable[[date], bool] | None
) -> datetime:
    """The first moment from `at` on (UTC) at which the person may be told; `works` is given where days off are quiet
    too. A calendar without working days keeps nobody waiting for ever: after `MAX_STEPS` it is told anyway."""
    local = at.astimezone(zone)
    for _step in range(MAX_STEPS):
        if works is not None and not works(local.date()):
            local = datetime.combine(local.date() + timedelta(days=1), ends or DAY_BEGINS, zone)
        elif is_quiet(local.timetz().replace(tzinfo=None), begins, ends):
            assert ends is not None  # noqa: S101 — quiet hours have both ends
            tomorrow = local.timetz().replace(tzinfo=None) >= ends
            local = datetime.combine(local.date() + timedelta(days=int(tomorrow)), ends, zone)
        else:
            break
    return local.astimezone(UTC)


def next_at(at: datetime, zone: ZoneInfo, hour: time) -> datetime:
    """The next moment (UTC) at or after `at` at which it is `hour` in the zone."""
    local = at.astimezone(zone)
    today = datetime.combine(local.date(), hour, zone)
    return (today if today >= local else datetime.combine(local.date() + timedelta(days=1), hour, zone)).astimezone(UTC)
