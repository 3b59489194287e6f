"""Write events in the transaction of the change: a few, or one per row of a set-based statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import connection
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict

MAX_EVENTS = 10_000
"""Above this a caller has a set-based statement and uses `emit_from_select`."""
MAX_DEPTH = 8
"""Automatic steps that may follow from one act of a person."""

# The transaction number before the ids: see jobs/sequence.py.
_INSERT = """
INSERT INTO events_event (id, at, name, entity, record_id, diff, actor_id, request_id, depth)
SELECT nextval('events_event_id_seq'), %s::timestamptz, s.name, s.entity, s.record_id, s.diff, %s::bigint, %s, %s
  FROM (SELECT pg_current_xact_id() OFFSET 0) numbered, (SELECT * FROM ({rows}) rows OFFSET 0) s"""

_ROWS = """
SELECT name, entity, record_id, diff
  FROM ROWS FROM (json_to_recordset(%s::json) AS (name text, entity text, record_id bigint, diff jsonb)) WITH ORDINALITY
    AS given (name, entity, record_id, diff, place) ORDER BY place"""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something that just happened: `customer.created`, with `{field: (old, new)}`."""

    name: str
    entity: str
    record_id: int
    diff: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


class LoopStopped(Conflict):
    """Automatic steps set each other off without end; the last one is refused."""

    code = "automation_loop"


def emit(ctx: Ctx, events: Sequence[NewEvent]) -> None:
    """Write these events in the caller's transaction."""
    if not events:
        return
    if len(events) > MAX_EVENTS:
        raise ValueError(f"more than {MAX_EVENTS} events in one call: use emit_from_select")
    _guard(ctx)
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT.format(rows=_ROWS),
            [*_who(ctx), _document(events)],
        )


def _document(events: Sequence[NewEvent]) -> str:
    rows = [
        {
            "name": event.name,
            "entity": event.entity,
            "record_id": event.record_id,
            "diff": {name: list(pair) for name, pair in event.diff.items()},
        }
        for event in events
    ]
    return orjson.dumps(rows).decode()


def emit_from_select(ctx: Ctx, *, name: str, entity: str, select_sql: str, params: Sequence[Any] = ()) -> int:
    """One event for each row of `select_sql`, which yields `(record_id bigint, diff jsonb)`; the number of rows."""
    _guard(ctx)
    rows = f"SELECT %s::text AS name, %s::text AS entity, given.* FROM ({select_sql}) given (record_id, diff)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(_INSERT.format(rows=rows), [*_who(ctx), name, entity, *params])
        return int(cursor.rowcount)


def _guard(ctx: Ctx) -> None:
    if ctx.depth > MAX_DEPTH:
        raise LoopStopped(_("Automatic steps set each other off more than %(limit)s times.") % {"limit": MAX_DEPTH})


def _who(ctx: Ctx) -> list[Any]:
    return [ctx.clock.now(), ctx.actor.id, ctx.request_id[:64], ctx.depth]
