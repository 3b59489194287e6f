"""The ledger read: the path of one record, and what went in and out by day, pool, person and kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities.compiled import CompiledEntity

from .limits import midnight
from .models import PoolMove
from .report import MAX_DAYS

MAX_LINES = 200
MAX_GROUPS = 5_000

GROUPS = {"day": "m.day", "pool": "m.pool_id", "person": "m.person_id", "kind": "m.kind"}
"""By what the flow can be grouped. `person`: who lost what went in, who got what came out."""

_FLOW = """
SELECT {columns}, sum(m.went_in), sum(m.came_out) FROM (
  SELECT (at AT TIME ZONE 'Asia/Shanghai')::date AS day, kind, to_pool_id AS pool_id, from_owner_id AS person_id,
         1 AS went_in, 0 AS came_out
    FROM pools_move WHERE to_pool_id = ANY(%s) AND at >= %s AND at < %s
  UNION ALL
  SELECT (at AT TIME ZONE 'Asia/Shanghai')::date, kind, from_pool_id, to_owner_id, 0, 1
    FROM pools_move WHERE from_pool_id = ANY(%s) AND at >= %s AND at < %s) m
 GROUP BY {columns} ORDER BY {columns} LIMIT %s"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a record's ledger, with the names of those it went between; None: it came from outside."""

    id: int
    at: datetime
    kind: str
    kind_label: str
    from_owner: str | None
    to_owner: str | None
    from_pool: str | None
    to_pool: str | None
    rule: str | None
    reason: str
    actor: str | None
    former: Mapping[str, Any] | None = None
    """`{id, title}` of the record that moved, where it has become this one since."""


@dataclass(frozen=True, slots=True)
class Flow:
    """`group` holds a value per asked word, in their order: a day, an id (None: nobody), a kind."""

    group: Sequence[Any]
    went_in: int
    came_out: int


def of_record(entity: CompiledEntity, record_id: int, former: Mapping[int, str]) -> list[Line]:
    """The moves of the record and of the `former` ones (id → title) that became it, newest first, at most `MAX_LINES`.
    Whether the reader sees the record is for the caller."""
    rows = fetch_all(
        "SELECT m.id, m.at, m.kind, fu.name, tu.name, fp.name, tp.name, r.name, m.reason, a.name, m.record_id "
        "FROM pools_move m "
        "LEFT JOIN org_user fu ON fu.id = m.from_owner_id LEFT JOIN org_user tu ON tu.id = m.to_owner_id "
        "LEFT JOIN pools_pool fp ON fp.id = m.from_pool_id LEFT JOIN pools_pool tp ON tp.id = m.to_pool_id "
        "LEFT JOIN pools_poolrule r ON r.id = m.rule_id LEFT JOIN org_user a ON a.id = m.actor_id "
        "WHERE m.entity = %s AND m.record_id = ANY(%s) ORDER BY m.id DESC LIMIT %s",
        (entity.key, [record_id, *former], MAX_LINES),
    )
    lines = [(Line(row[0], row[1], row[2], str(PoolMove.Kind(row[2]).label), *row[3:-1]), row[-1]) for row in rows]
    return [replace(line, former=_whose(record, former)) for line, record in lines]


def _whose(record_id: int, former: Mapping[int, str]) -> Mapping[str, Any] | None:
    return {"id": record_id, "title": former[record_id]} if record_id in former else None


def flows(pools: Sequence[int], first: date, last: date, by: Sequence[str]) -> list[Flow]:
    """What went into these pools and came out of them from `first` to `last` inclusive, grouped by words of `GROUPS`;
    at most `MAX_DAYS` days and `MAX_GROUPS` groups."""
    last = min(last, first + timedelta(days=MAX_DAYS - 1))
    span = (list(pools), midnight(first), midnight(last + timedelta(days=1)))
    columns = ", ".join(GROUPS[word] for word in by)
    rows = fetch_all(_FLOW.format(columns=columns), (*span, *span, MAX_GROUPS))
    return [Flow(row[: len(by)], int(row[-2]), int(row[-1])) for row in rows]
