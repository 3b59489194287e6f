"""Which value a tracked field had when: the source of “as of” reports, time in stage and rule simulators."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from kezhou.kernel.ctx import Ctx

MAX_SPANS = 1_000


@dataclass(frozen=True, slots=True)
class Span:
    """One value and how long it held; `since` None means from before tracking began, `until` None means it still
    holds."""

    value: Any
    since: datetime | None
    until: datetime | None


_CLOSE = """
closed AS (
  UPDATE audit_history h SET valid_to = %s FROM given g
   WHERE h.entity = g.entity AND h.record_id = g.record_id AND h.field = g.field AND h.valid_to IS NULL
  RETURNING h.record_id, h.field)"""

_BEFORE = """
INSERT INTO audit_history (entity, record_id, field, value, valid_from, valid_to)
SELECT g.entity, g.record_id, g.field, g.old, NULL, %s FROM given g
 WHERE g.old IS NOT NULL AND g.old <> 'null'::jsonb
   AND NOT EXISTS (SELECT 1 FROM closed c WHERE c.record_id = g.record_id AND c.field = g.field)"""

_OPEN = """
INSERT INTO audit_history (entity, record_id, field, value, valid_from)
SELECT g.entity, g.record_id, g.field, g.new, %s FROM given g"""


def track(
    ctx: Ctx, entity: str, record_id: int, changes: Mapping[str, tuple[Any, Any]], at: datetime | None = None
) -> None:
    """These tracked fields changed from old to new at `at` (now). At creation every old value is None."""
    track_many(ctx, entity, [(record_id, changes)], at)


def track_many(
    ctx: Ctx, entity: str, records: Sequence[tuple[int, Mapping[str, tuple[Any, Any]]]], at: datetime | None = None
) -> None:
    """The same for several records of one entity in two statements, one when all of them are new."""
    rows = [(record_id, name, old, new) for record_id, changes in records for name, (old, new) in changes.items()]
    if not rows:
        return
    given = """given AS (SELECT %s::text AS entity, u.*
                           FROM unnest(%s::bigint[], %s::text[], %s::jsonb[], %s::jsonb[])
                             AS u (record_id, field, old, new))"""
    params: list[Any] = [
        entity,
        [row[0] for row in rows],
        [row[1] for row in rows],
        [_json(row[2]) for row in rows],
        [_json(row[3]) for row in rows],
    ]
    _move(given, params, at or ctx.clock.now(), close=any(row[2] is not None for row in rows))


_KNOWN = """
INSERT INTO audit_history (entity, record_id, field, value, valid_from, valid_to)
SELECT %s, u.record_id, u.field, u.value, u.since,
       lead(u.since) OVER (PARTITION BY u.record_id, u.field ORDER BY u.since, u.place)
  FROM unnest(%s::bigint[], %s::text[], %s::jsonb[], %s::timestamptz[])
       WITH ORDINALITY AS u (record_id, field, value, since, place)
 ORDER BY u.place"""


def track_known(entity: str, rows: Sequence[tuple[int, str, Any, datetime]]) -> None:
    """What is known of the past of records that are new here: `(record, field, value, since)`, each value until the
    next of the same field. One statement; records must have no history of these fields yet."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _KNOWN,
            [entity, [r[0] for r in rows], [r[1] for r in rows], [_json(r[2]) for r in rows], [r[3] for r in rows]],
        )


def track_from_select(
    ctx: Ctx, entity: str, field: str, select_sql: str, params: Sequence[Any] = (), at: datetime | None = None
) -> int:
    """The same for many records: `select_sql` yields `(record_id bigint, old jsonb, new jsonb)`; the number of rows."""
    given = f"""given AS (SELECT %s::text AS entity, s.record_id, %s::text AS field, s.old, s.new
                            FROM ({select_sql}) s (record_id, old, new))"""  # noqa: S608 — the caller's own code
    return _move(given, [entity, field, *params], at or ctx.clock.now(), close=True)


def _move(given: str, params: Sequence[Any], at: datetime, *, close: bool) -> int:
    """Close what was open, note an old value that was never tracked, open the new one."""
    with connection.cursor() as cursor:
        if close:
            cursor.execute(f"WITH {given}, {_CLOSE} {_BEFORE}", [*params, at, at])
        cursor.execute(f"WITH {given} {_OPEN}", [*params, at])
        return int(cursor.rowcount)


def as_of(entity: str, record_id: int, field: str, moment: datetime) -> Any:
    """The value that held at that moment; None when nothing is known of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT value::text FROM audit_history
                WHERE entity = %s AND record_id = %s AND field = %s AND (valid_from IS NULL OR valid_from <= %s)
                  AND (valid_to IS NULL OR valid_to > %s)
                ORDER BY valid_from DESC NULLS LAST, id DESC LIMIT 1""",
            [entity, record_id, field, moment, moment],
        )
        row = cursor.fetchone()
        return json.loads(row[0]) if row else None


def spans(entity: str, record_id: int, field: str) -> list[Span]:
    """The values of one field in the order of time, such as the stages that an opportunity went through."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT value::text, valid_from, valid_to FROM audit_history
                WHERE entity = %s AND record_id = %s AND field = %s
                ORDER BY valid_from NULLS FIRST, id LIMIT %s""",
            [entity, record_id, field, MAX_SPANS],
        )
        return [Span(json.loads(row[0]), row[1], row[2]) for row in cursor.fetchall()]


_FLOWS = """
SELECT old.value #>> '{}', h.value #>> '{}', count(*)
  FROM audit_history h
  LEFT JOIN LATERAL (
    SELECT o.value FROM audit_history o
     WHERE o.entity = h.entity AND o.record_id = h.record_id AND o.field = h.field
       AND (o.valid_from IS NULL OR o.valid_from <= %s) AND o.valid_to > %s
     ORDER BY o.valid_from DESC NULLS LAST LIMIT 1) old ON TRUE
 WHERE h.entity = %s AND h.field = %s AND h.valid_to IS NULL AND h.valid_from > %s
   AND h.value IS DISTINCT FROM old.value
 GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT %s"""


def flows(entity: str, field: str, since: datetime) -> list[tuple[str | None, str | None, int]]:
    """How many records went from which value, as it held at `since`, to which they have now; those that did not exist
    then come from None. Most first, at most `MAX_SPANS` pairs."""
    with connection.cursor() as cursor:
        cursor.execute(_FLOWS, [since, since, entity, field, since, MAX_SPANS])
        return [(row[0], row[1], row[2]) for row in cursor.fetchall()]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
