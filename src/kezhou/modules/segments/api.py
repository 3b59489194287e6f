"""Segments (客户分群) for other modules: who is in one, under the rights of whoever asks.

In conditions — lists, views, rules — a segment is named by `{"field": "$segment", "op": "in", "value": [id]}`.
"""

from __future__ import annotations

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import ListQuery, Sql, entity, fetch_all, parse, predicate

from .segment import sizes, store

TOKEN = "$segment"  # noqa: S105 — a name in conditions
MAX_CHUNK = 5_000


def members(ctx: Ctx, segment_id: int) -> Sql:
    """The predicate, over alias `t` of its entity's table, of the records that the segment holds and the actor sees.

    Raises `NotFound` for a segment that the actor may not use.
    """
    segment = store.find(ctx, segment_id)
    return predicate(ctx, entity(ctx, segment.entity), ListQuery(where=parse(segment.condition)))


def member_ids(ctx: Ctx, segment_id: int, after: int = 0, limit: int = MAX_CHUNK) -> list[int]:
    """Their ids in order, those behind `after`; for work in chunks."""
    segment = store.find(ctx, segment_id)
    where = members(ctx, segment_id)
    table = entity(ctx, segment.entity).table
    statement = f"SELECT t.id FROM {table} t WHERE {where.text} AND t.id > %s ORDER BY t.id LIMIT %s"  # noqa: S608
    return [row[0] for row in fetch_all(statement, (*where.params, after, min(limit, MAX_CHUNK)))]


def count(ctx: Ctx, segment_id: int) -> int:
    """How many the actor sees."""
    return sizes.count(ctx, store.find(ctx, segment_id))


def title(ctx: Ctx, segment_id: int) -> str:
    """Its name."""
    return store.find(ctx, segment_id).name
