"""Forgetting what identity no longer needs; run daily."""

from datetime import datetime, timedelta

from django.db import connection

KEEP_ATTEMPTS = timedelta(days=30)
KEEP_COUNTERS = timedelta(days=2)
KEEP_ENDED_SESSIONS = timedelta(days=180)
"""Ended sessions stay for the half year for which 网络安全法 asks logs to be kept."""

BATCH = 10_000


def sweep(now: datetime) -> dict[str, int]:
    """Delete at most `BATCH` rows of each kind and say how many: sign-in tries, rate counters, ended sessions."""
    statements = {
        "attempts": (
            "delete from identity_loginattempt where id in"
            " (select id from identity_loginattempt where at < %s order by id limit %s)",
            now - KEEP_ATTEMPTS,
        ),
        "counters": (
            "delete from identity_ratecounter where key in"
            " (select key from identity_ratecounter where window_start < %s order by window_start limit %s)",
            now - KEEP_COUNTERS,
        ),
        "sessions": (
            "delete from identity_session where id in"
            " (select id from identity_session where expires_at < %s order by id limit %s)",
            now - KEEP_ENDED_SESSIONS,
        ),
    }
    counts = {}
    with connection.cursor() as cursor:
        for kind, (sql, before) in statements.items():
            cursor.execute(sql, [before, BATCH])
            counts[kind] = cursor.rowcount
    return counts
