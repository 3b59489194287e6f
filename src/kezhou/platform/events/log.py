"""Read the log in the order of its ids, and know how far it is settled."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from kezhou.platform.jobs.sequence import Settled

from .subscribe import EventRow

BATCH = 1_000
COLUMNS = "e.id, e.at, e.name, e.entity, e.record_id, e.diff::text, e.actor_id, e.request_id, e.depth"

settled = Settled("events_event_id_seq")


def read_after(last_id: int, up_to_id: int, limit: int = BATCH) -> list[EventRow]:
    """The next events, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM events_event e WHERE e.id > %s AND e.id <= %s ORDER BY e.id LIMIT %s",  # noqa: S608
            [last_id, up_to_id, limit],
        )
        return [event_row(row) for row in cursor.fetchall()]


def event_row(row: Sequence[Any]) -> EventRow:
    return EventRow(row[0], row[1], row[2], row[3], row[4], json.loads(row[5]), row[6], row[7], row[8])
