"""Merges as people read them: what became what, by whom, and whether it can still be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import NotFound
from kezhou.platform.access.scope import right, visible
from kezhou.platform.base.sql import Sql, fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query.titles import shown_title

from .models import Merge
from .places import Place, places_of
from .undo import last_day

MAX_PAGE = 100


def listed(
    ctx: Ctx, entity: CompiledEntity, limit: int, record: int | None = None, before: int | None = None
) -> list[dict[str, Any]]:
    """Merges whose winner the actor may see, newest first; with `record` those in which it won or lost."""
    where = [Sql("m.entity = %s", (entity.key,))]
    if record is not None:
        lost = "SELECT l.merge_id FROM merging_loser l WHERE l.entity = %s AND l.loser_id = %s"
        where.append(Sql(f"(m.winner_id = %s OR m.id IN ({lost}))", (record, entity.key, record)))
    if before is not None:
        where.append(Sql("m.id < %s", (before,)))
    return _rows(ctx, entity, where, min(limit, MAX_PAGE + 1))


def one(ctx: Ctx, merge_id: int) -> dict[str, Any]:
    """One merge. Raises `NotFound` where the actor cannot see its winner."""
    made = Merge.objects.filter(id=merge_id).first()
    entity = None if made is None else registry.all_entities(ctx).get(made.entity)
    rows = [] if entity is None else _rows(ctx, entity, [Sql("m.id = %s", (merge_id,))], 1)
    if not rows:
        raise NotFound()
    return rows[0]


def _rows(ctx: Ctx, entity: CompiledEntity, where: Sequence[Sql], limit: int) -> list[dict[str, Any]]:
    seen, known, may = visible(ctx, entity), right(ctx, entity, "view", "x"), right(ctx, entity, "update")
    conditions = " AND ".join(part.text for part in where)
    loser = (
        "jsonb_build_object('id', l.loser_id, 'title', "
        f"CASE WHEN coalesce({known.text}, FALSE) THEN {shown_title(ctx, entity, 'x')} END)"
    )
    statement = (
        f"SELECT m.id, m.winner_id, {shown_title(ctx, entity)}, m.reason, m.by_id, u.name, m.at, m.undone_at, v.name, "  # noqa: S608
        f"m.outcome::text, m.counts::text, t.deleted_at IS NULL AND coalesce({may.text}, FALSE), m.forgotten, "
        f"(SELECT jsonb_agg({loser} ORDER BY l.loser_id) FROM merging_loser l "
        f"JOIN {entity.table} x ON x.id = l.loser_id WHERE l.merge_id = m.id)::text "
        f"FROM merging_merge m JOIN {entity.table} t ON t.id = m.winner_id "
        "LEFT JOIN org_user u ON u.id = m.by_id LEFT JOIN org_user v ON v.id = m.undone_by_id "
        f"WHERE {conditions} AND {seen.text} ORDER BY m.id DESC LIMIT %s"
    )
    params = [*may.params, *known.params, *(v for part in where for v in part.params), *seen.params, limit]
    labels = {place.key: place for place in places_of(ctx, entity)}
    return [_out(ctx, entity, row, labels) for row in fetch_all(statement, params)]


def _out(ctx: Ctx, entity: CompiledEntity, row: Sequence[Any], places: dict[str, Place]) -> dict[str, Any]:
    undo_until = last_day(Merge(at=row[6]))
    return {
        "id": row[0],
        "entity": entity.key,
        "winner": {"id": row[1], "title": row[2]},
        "losers": orjson.loads(row[13] or "[]"),
        "reason": row[3],
        "by": None if row[4] is None else {"id": row[4], "title": row[5]},
        "at": row[6],
        "undone_at": row[7],
        "undone_by": row[8],
        "kept": (orjson.loads(row[9]) if row[9] else {}).get("kept", []),
        "moved": [
            {"place": key, "label": places[key].label if key in places else key, "count": number}
            for key, number in orjson.loads(row[10]).items()
        ],
        "undo_until": undo_until.isoformat(),
        "can_undo": bool(row[11]) and row[7] is None and not row[12] and company_today(ctx.clock) <= undo_until,
    }
