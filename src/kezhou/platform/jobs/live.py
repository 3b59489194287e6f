"""Tell the open browser windows of some people that something of theirs changed.

A message holds a kind and ids, never content: the window fetches what it may see. It is sent when the surrounding
transaction commits. PostgreSQL serialises the commits that notify, so this is for rare things (an inbox item, a step
of a long job), not for every write.
"""

import json
from collections.abc import Iterable

from django.db import connection

CHANNEL = "kezhou_live"
KINDS = ("inbox", "job", "record")
MAX_USERS_PER_MESSAGE = 500
"""Keeps a payload far below the 8,000 bytes that NOTIFY allows."""


def publish(user_ids: Iterable[int], kind: str, **ids: int | str) -> None:
    """Send `{kind, **ids}` to every open stream of these people, after commit."""
    if kind not in KINDS:
        raise ValueError(f"unknown live message kind {kind!r}")
    people = sorted(set(user_ids))
    with connection.cursor() as cursor:
        for start in range(0, len(people), MAX_USERS_PER_MESSAGE):
            payload = {"to": people[start : start + MAX_USERS_PER_MESSAGE], "kind": kind, **ids}
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(payload, separators=(",", ":"))])
