"""Global search: every entity that one may see, the best matches of each, ranked exact, beginning, then recency."""

from __future__ import annotations

from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.text.plan import plan
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import may, visible
from kezhou.platform.base.sql import Sql, all_of, fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query.select import LIVE
from kezhou.platform.query.titles import shown_title

from .predicate import escape_like, seen_fields, text_search

DEFAULT_LIMIT = 8
MAX_LIMIT = 20


def find(ctx: Ctx, q: str, limit: int = DEFAULT_LIMIT, only: frozenset[str] | None = None) -> list[dict[str, Any]]:
    """Groups `{entity, label, items: [{id, title, subtitle}]}` without empty ones."""
    if not q.strip():
        return []
    groups = []
    for entity in registry.all_entities(ctx).values():
        wanted = entity.searchable and entity.definition.features.search and (only is None or entity.key in only)
        if not wanted or entity.title == "id" or not may(ctx, entity, "view"):
            continue
        if field_rights(ctx, entity)[entity.title].view != "full":
            continue
        items = _best(ctx, entity, q, min(limit, MAX_LIMIT))
        if items:
            groups.append({"entity": entity.key, "label": entity.label, "items": items})
    return groups


def _best(ctx: Ctx, entity: CompiledEntity, q: str, limit: int) -> list[dict[str, Any]]:
    """Two statements: names that begin with the text by the ordered index, then those that contain it, newest first."""
    prefix = plan(q).prefix
    scope = all_of([LIVE, visible(ctx, entity)])
    begins = Sql('left(t.search_text, 64) COLLATE "C" LIKE %s', (f"{escape_like(prefix[:64])}%",))
    blind = len(seen_fields(ctx, entity)) < len(entity.search_fields)  # the search text also holds what is hidden
    ordered = 'left(t.search_text, 64) COLLATE "C", t.id'
    found = [] if blind else _rows(ctx, entity, all_of([scope, begins]), ordered, limit)
    if len(found) < limit:
        matching = all_of([scope, text_search(ctx, entity, q)])
        seen = {row["id"] for row in found}
        more = _rows(ctx, entity, matching, "t.updated_at DESC, t.id DESC", limit + len(found))
        found += [row for row in more if row["id"] not in seen]
    return found[:limit]


def _rows(ctx: Ctx, entity: CompiledEntity, where: Sql, order: str, limit: int) -> list[dict[str, Any]]:
    statement = (
        f"SELECT t.id, {shown_title(ctx, entity)} FROM {entity.table} t "  # noqa: S608
        f"WHERE {where.text} ORDER BY {order} LIMIT %s"
    )
    return [{"id": row[0], "title": row[1], "subtitle": ""} for row in fetch_all(statement, (*where.params, limit))]
