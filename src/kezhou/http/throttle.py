"""How much one person may ask: calls per minute, and rows read per hour, which is how a customer list walks out of
the door.

Calls are counted in the process, because a database write per read would cost more than the read. Rows are added
up in the process
and written to the shared counter by the thousand; who passes the first mark is reported, who passes the second is
refused (C35, C36).
"""

from __future__ import annotations

import os
import threading
import time

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform import audit
from kezhou.platform.audit import actions
from kezhou.platform.identity import limits

CALLS_PER_MINUTE = int(os.environ.get("KEZHOU_CALLS_PER_MINUTE", "30000"))
"""Of one person in one process. A stop for a script that has gone wild, not a brake for a busy one."""
PORTION = 1_000
"""Rows that are added up before the shared counter is written."""
PORTIONS_REPORTED = int(os.environ.get("KEZHOU_ROWS_REPORTED", "50000")) // PORTION
PORTIONS_PER_HOUR = int(os.environ.get("KEZHOU_ROWS_PER_HOUR", "2000000")) // PORTION
MAX_PEOPLE = 10_000

_calls: dict[tuple[int | None, str | None], int] = {}
_rows: dict[int, int] = {}
_window = 0
_lock = threading.Lock()


def count_call(ctx: Ctx) -> None:
    """One more call of this person. Raises `TooMany` past the limit of the minute."""
    global _window
    now = int(time.monotonic())
    key = (ctx.actor.id, None if ctx.actor.id is not None else ctx.ip)
    with _lock:
        if now // 60 != _window or len(_calls) > MAX_PEOPLE:
            _window = now // 60
            _calls.clear()
        _calls[key] = calls = _calls.get(key, 0) + 1
    if calls > CALLS_PER_MINUTE:
        raise limits.too_many(60 - now % 60)


def count_rows(ctx: Ctx, rows: int) -> None:
    """So many more records were read by this person. Raises `TooMany` past the limit of the hour."""
    person = ctx.actor.id
    if person is None:
        return
    with _lock:
        total = _rows.get(person, 0) + rows
        _rows[person] = total % PORTION
    for _portion in range(total // PORTION):
        seen = limits.hit(f"rows:{person}", PORTIONS_PER_HOUR, 3600, ctx.clock.now())
        if seen == PORTIONS_REPORTED:
            audit.write(ctx, [audit.Entry("user", person, "bulk_read", meta={"rows": seen * PORTION, "hours": 1})])


actions.register("bulk_read", _("read unusually many records"))
