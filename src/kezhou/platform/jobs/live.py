"""Tell the open browser windows of some people that something of theirs changed.

A message holds a kind and ids, never content: the window fetches what it may see. It is sent when the surrounding
transaction commits. PostgreSQL serialises the commits that notify, so this is for rare things (an inbox item, a step
of a long job), not for every write.
"""

import json
import re
from collections.abc import Iterable

from django.db import connection

CHANNEL = "kezhou_live"
KINDS = ("inbox", "job", "record")
MAX_USERS_PER_MESSAGE = 500
"""Keeps a payload far below the 8,000 bytes that NOTIFY allows."""
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
"""The key of an entity: the only text that a message may hold."""


def publish(user_ids: Iterable[int], kind: str, **ids: int | str) -> None:
    """Send `{kind, **ids}` to every open stream of these people, after commit. Raises `ValueError` for anything that is
    neither a number nor a key, so that no content can slip in."""
    if kind not in KINDS:
        raise ValueError(f"unknown live message kind {kind!r}")
    for name, value in ids.items():
        if isinstance(value, bool) or not (isinstance(value, int) or _KEY.fullmatch(value)):
            raise ValueError(f"a live message holds ids and keys only, not {name}={value!r:.40}")
    people = sorted(set(user_ids))
    with connection.cursor() as cursor:
        for start in range(0, len(people), MAX_USERS_PER_MESSAGE):
            payload = {"to": people[start : start + MAX_USERS_PER_MESSAGE], "kind": kind, **ids}
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(payload, separators=(",", ":"))])
