"""Rate limits that hold over all processes: one counter per key and window, one statement per hit (C35)."""

import math
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import TooMany

MAX_KEY = 160
MINUTES_FROM = 120
"""Seconds of waiting beyond which it is told in minutes."""


def hit(key: str, limit: int, seconds: int, now: datetime, amount: int = 1) -> int:
    """Count one use of `key` (or `amount` at once) and return the count; raises `TooMany` with `Retry-After` past
    `limit` in this window of `seconds`.

    Call it before the transaction of the work that it limits: a roll-back would forget the count. `key` names the
    purpose first (`reveal:17`), and holds no personal data beyond an address.
    """
    if len(key) > MAX_KEY:
        raise ValueError(f"rate limit key longer than {MAX_KEY}")
    epoch = int(now.timestamp())
    start = epoch - epoch % seconds
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into identity_ratecounter as c (key, window_start, count) values (%s, %s, %s) "
            "on conflict (key) do update set window_start = excluded.window_start, "
            "count = case when c.window_start = excluded.window_start "
            "then least(c.count + excluded.count, 1000000) else excluded.count end "
            "returning count",
            [key, datetime.fromtimestamp(start, UTC), min(amount, 1_000_000)],
        )
        (count,) = cursor.fetchone()
    if count > limit:
        raise too_many(start + seconds - epoch)
    return int(count)


def too_many(seconds: int) -> TooMany:
    """The refusal that says when to come back, in whole seconds from now, at least one."""
    wait = max(1, seconds)
    return TooMany(
        _wait_text(wait),
        headers={"Retry-After": str(wait)},
        extra={"retry_after": wait},
    )


def _wait_text(seconds: int) -> Any:
    """A long wait in minutes, rounded up: nobody counts hundreds of seconds."""
    if seconds > MINUTES_FROM:
        minutes = math.ceil(seconds / 60)
        return _("Too many attempts. Try again in %(minutes)s minutes.") % {"minutes": minutes}
    return _("Too many attempts. Try again in %(seconds)s seconds.") % {"seconds": seconds}
