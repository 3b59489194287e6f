"""Titles of linked records: what a link shows. Only of rows that the reader may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden, NotFound
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import visible
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity


def title_expression(entity: CompiledEntity, alias: str = "t") -> str:
    """The SQL of a record's title; its number where it has no name."""
    if entity.title == "id":
        return f"'#' || {alias}.id::text"
    return entity.fields[entity.title].expression(alias)


COLOR = "color"
"""The field by which an entity's records are told apart at a glance, such as stages of selling."""

sources: dict[str, Callable[[Ctx, set[int]], Mapping[int, Any]]] = {}
"""What is linked to but is no entity, such as stored files: key → (ctx, ids) → what the reader gets beside the id."""


def titles(ctx: Ctx, entity_key: str, ids: set[int]) -> Mapping[int, Any]:
    """id → title for those that exist and may be seen; trashed records keep their title."""
    if (source := sources.get(entity_key)) is not None:
        return source(ctx, ids)
    return {row[0]: row[1] for row in _named(ctx, entity_key, ids)}


def labels(ctx: Ctx, entity_key: str, ids: set[int]) -> Mapping[int, Any]:
    """As `titles`, for pages: of an entity with colours `{"title", "color"}`, of any other the title."""
    if (source := sources.get(entity_key)) is not None:
        return source(ctx, ids)
    rows = _named(ctx, entity_key, ids, colored=True)
    return {row[0]: {"title": row[1], "color": row[2]} if len(row) > 2 else row[1] for row in rows}


def shown_title(ctx: Ctx, entity: CompiledEntity, alias: str = "t") -> str:
    """As `title_expression`, for a reader: the number where the name is not seen in full."""
    named = entity.title == "id" or field_rights(ctx, entity)[entity.title].view == "full"
    return title_expression(entity, alias) if named else f"'#' || {alias}.id::text"


def _named(ctx: Ctx, entity_key: str, ids: set[int], *, colored: bool = False) -> Sequence[Sequence[Any]]:
    """(id, title), with the colour behind it where that is asked for, there is one and the reader may know it."""
    try:
        entity = registry.entity(ctx, entity_key)
        seen = visible(ctx, entity)
        colored = colored and COLOR in entity.fields and field_rights(ctx, entity)[COLOR].view == "full"
    except (NotFound, Forbidden):
        return []
    names = [shown_title(ctx, entity), *([entity.fields[COLOR].expression()] if colored else [])]
    statement = f"SELECT t.id, {', '.join(names)} FROM {entity.table} t WHERE t.id = ANY(%s) AND {seen.text}"  # noqa: S608
    return fetch_all(statement, (list(ids), *seen.params), prepared=True)
