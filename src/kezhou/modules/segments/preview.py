"""What a condition holds before it is saved: how many, some of them, and who would join or leave."""

from __future__ import annotations

from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.sdk import records
from kezhou.sdk.query import COUNT_CAP, Sql, all_of, entity, fetch_one, parse, predicate, visible, where_sql
from kezhou.sdk.query import ListQuery as Query

from .segment.model import Segment

SAMPLE = 10


def preview(ctx: Ctx, key: str, condition: Any, segment: Segment | None) -> dict[str, Any]:
    """`{count, capped, items, joining?, leaving?}` of what the actor sees; the last two against `segment` as it is
    saved, each counted up to `COUNT_CAP`. Raises `BadRequest` with the path of what is wrong.
    """
    over = entity(ctx, key)
    visible(ctx, over)
    parse(condition, path="condition")
    count, capped = records.count(ctx, key, condition)
    page = records.find(ctx, key, condition, limit=SAMPLE)
    answer: dict[str, Any] = {"count": count, "capped": capped, "items": page.items}
    if segment is not None and segment.condition != condition:
        old, new = (where_sql(ctx, over, parse(source)) for source in (segment.condition, condition))
        answer["joining"] = _counted(ctx, key, new, old)
        answer["leaving"] = _counted(ctx, key, old, new)
    return answer


def _counted(ctx: Ctx, key: str, inside: Sql, outside: Sql) -> int:
    over = entity(ctx, key)
    apart = Sql(f"NOT coalesce({outside.text}, FALSE)", outside.params)
    where = all_of([predicate(ctx, over, Query()), inside, apart])
    statement = f"SELECT count(*) FROM (SELECT 1 FROM {over.table} t WHERE {where.text} LIMIT %s) f"  # noqa: S608
    row = fetch_one(statement, (*where.params, COUNT_CAP))
    return int(row[0]) if row else 0
