"""Read the audit: the timeline of one record, and the log for those who may audit.

Nobody sees an entry of a record that they may not see: the timeline is asked for after `visible()` on its record, the
log filters through a callable of the caller. Which fields a reader sees, and how, is decided above, on `changes`.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from kezhou.kernel.errors import BadRequest

MAX_PAGE = 200
MAX_ID = 2**63 - 1
MAX_SCANNED_PAGES = 20
"""How many pages of hidden entries one call looks through before it answers with what it has."""

Visible = Callable[[str, Sequence[int]], Iterable[int]]
"""`visible(entity, record_ids)` returns those of the ids that the reader may see."""

_SELECT = """
SELECT e.id, e.at, e.actor_id, e.actor_name, e.actor_kind, e.request_id, host(e.ip), e.entity, e.record_id, e.action,
       e.changes::text, e.meta::text,
       (SELECT jsonb_object_agg(p.field, CASE WHEN p.erased_at IS NULL
                 THEN jsonb_build_object('from', p.old, 'to', p.new) ELSE '{"erased": true}'::jsonb END)::text
          FROM audit_personal p WHERE p.entry_id = e.id)
  FROM audit_entry e"""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry as it is read: `changes` is `{field: {"from", "to"}}`, or `{"erased": true}` where a person was
    erased."""

    id: int
    at: datetime
    actor_id: int | None
    actor_name: str
    actor_kind: str
    request_id: str
    ip: str | None
    entity: str
    record_id: int | None
    action: str
    changes: Mapping[str, Mapping[str, Any]]
    meta: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Newest first; `next` is the cursor of the following page or None at the end."""

    items: tuple[AuditRow, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What an auditor looks for; every part that is set must hold."""

    entity: str | None = None
    record_id: int | None = None
    actor_id: int | None = None
    action: str | None = None
    request_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def timeline(
    entity: str, record_id: int, cursor: str | None = None, limit: int = 50, former: Sequence[int] = ()
) -> AuditPage:
    """The entries of one record, newest first, with those of the `former` records that became it. The caller has
    checked that the reader may see the record."""
    count, before = _bounded(limit) + 1, _parse(cursor)
    if former:
        rows = _rows_of_many(entity, [record_id, *former], before, count)
    else:
        rows = _rows(AuditFilter(entity=entity, record_id=record_id), before, count)
    return _page(rows, _bounded(limit))


def log(find: AuditFilter, visible: Visible, cursor: str | None = None, limit: int = 50) -> AuditPage:
    """Entries that match and that the reader may see, newest first. Entries without a record go to every auditor."""
    limit = _bounded(limit)
    before = _parse(cursor)
    kept: list[AuditRow] = []
    for _ in range(MAX_SCANNED_PAGES):
        rows = _rows(find, before, limit + 1)
        kept += _visible_only(rows, visible)
        if len(kept) > limit:
            return _page(kept, limit)
        if len(rows) <= limit:
            return AuditPage(tuple(kept), None)
        before = rows[-1].id
    return AuditPage(tuple(kept), str(before))


def _visible_only(rows: Sequence[AuditRow], visible: Visible) -> list[AuditRow]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.record_id is not None:
            wanted[row.entity].add(row.record_id)
    seen = {entity: set(visible(entity, sorted(ids))) for entity, ids in wanted.items()}
    return [row for row in rows if row.record_id is None or row.record_id in seen[row.entity]]


def _rows(find: AuditFilter, before: int | None, count: int) -> list[AuditRow]:
    parts: list[tuple[str, Any]] = [
        ("e.entity = %s", find.entity),
        ("e.record_id = %s", find.record_id),
        ("e.actor_id = %s", find.actor_id),
        ("e.action = %s", find.action),
        ("e.request_id = %s", find.request_id),
        ("e.at >= %s", find.since),
        ("e.at < %s", find.until),
        ("e.id < %s", before),
    ]
    used = [(text, value) for text, value in parts if value is not None]
    where = " WHERE " + " AND ".join(text for text, _ in used) if used else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{_SELECT}{where} ORDER BY e.id DESC LIMIT %s", [*(value for _, value in used), count])
        return [_row(row) for row in cursor.fetchall()]


def _rows_of_many(entity: str, record_ids: Sequence[int], before: int | None, count: int) -> list[AuditRow]:
    """The newest entries of several records: the newest of each by the index, of them the newest of all."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_SELECT} WHERE e.id IN (SELECT i.id FROM unnest(%s::bigint[]) AS r(id) CROSS JOIN LATERAL ("  # noqa: S608
            "SELECT x.id FROM audit_entry x WHERE x.entity = %s AND x.record_id = r.id AND x.id < %s "
            "ORDER BY x.id DESC LIMIT %s) i ORDER BY i.id DESC LIMIT %s) ORDER BY e.id DESC",
            [list(record_ids), entity, MAX_ID if before is None else before, count, count],
        )
        return [_row(row) for row in cursor.fetchall()]


def _row(row: Sequence[Any]) -> AuditRow:
    changes = json.loads(row[10])
    if row[12] is not None:
        changes.update(json.loads(row[12]))
    told: list[Any] = [*row[:10], changes, json.loads(row[11])]
    return AuditRow(*told)


def _page(rows: Sequence[AuditRow], limit: int) -> AuditPage:
    items = tuple(rows[:limit])
    return AuditPage(items, str(items[-1].id) if len(rows) > limit else None)


def _bounded(limit: int) -> int:
    if not 1 <= limit <= MAX_PAGE:
        raise BadRequest(code="bad_limit")
    return limit


def _parse(cursor: str | None) -> int | None:
    if cursor is None or cursor == "":
        return None
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise BadRequest(code="bad_cursor")
    return int(cursor)
