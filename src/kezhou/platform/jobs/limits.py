"""The time limit of the job that runs in this thread.

A thread cannot be stopped from outside, so the limit acts at two places: no single statement may outlive what is left
of it (`statement_timeout`), and `check()` raises at every step that reports progress.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DatabaseError, connection

NOTICE_DEATH = "2s"
"""How soon the server notices, in the middle of a statement, that the worker was killed, and drops its locks."""


class JobTimeout(Exception):
    """The job took longer than it is registered for; it is not tried again by itself."""


_deadline: ContextVar[float | None] = ContextVar("job_deadline", default=None)


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Run the block as a job that may take this long."""
    token = _deadline.set(time.monotonic() + seconds)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT set_config('statement_timeout', %s, false),
                      set_config('client_connection_check_interval', %s, false)""",
            [f"{seconds}s", NOTICE_DEATH],
        )
    try:
        yield
    finally:
        _deadline.reset(token)
        _reset_statement_timeout()


def _reset_statement_timeout() -> None:
    """Give the connection back as it was; one that broke is closed, so that the next job starts with a new one."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout; RESET client_connection_check_interval")
    except DatabaseError:
        connection.close()


def check() -> None:
    """Raise `JobTimeout` when the time of the running job is used up; outside a job it does nothing."""
    deadline = _deadline.get()
    if deadline is not None and time.monotonic() > deadline:
        raise JobTimeout("the job exceeded its time limit")
