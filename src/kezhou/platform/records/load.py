"""Rows on their way to a change: locked in id order, with the answers of the scopes beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import NotFound
from kezhou.platform.access.scope import right, visible
from kezhou.platform.base.sql import fetch_all, ident
from kezhou.platform.entities.compiled import CompiledEntity

from .draft import Draft, custom_specs, stored_specs


def locked(
    ctx: Ctx, entity: CompiledEntity, ids: Sequence[int], actions: Sequence[str], *, trashed: bool = False
) -> list[Draft]:
    """Drafts of the rows that the actor can see, in the order of `ids`.

    A row that cannot be seen gets the problem `NotFound`; `may` says which of the actions its scope allows.
    """
    specs = stored_specs(entity)
    columns = [f"t.{ident(column)}" for spec in specs for column in spec.columns]
    see = visible(ctx, entity)
    may = [right(ctx, entity, action) for action in actions]
    answers = [f"coalesce({p.text}, FALSE)" for p in (see, *may)]
    params = [value for p in (see, *may) for value in p.params]
    place = "IS NOT NULL" if trashed else "IS NULL"
    statement = (
        f"SELECT t.id, t.version, t.custom, {', '.join((*answers, *columns))} FROM {entity.table} t "  # noqa: S608
        f"WHERE t.id = ANY(%s) AND t.deleted_at {place} ORDER BY t.id FOR UPDATE OF t"
    )
    rows = {row[0]: row for row in fetch_all(statement, (*params, sorted(set(ids))))}
    first = 4 + len(may)
    return [_draft(entity, id_, rows.get(id_), actions, first, specs) for id_ in ids]


def rows(entity: CompiledEntity, where: str, params: Sequence[Any]) -> list[Draft]:
    """Drafts of the rows for which a condition over alias `t` holds, for a caller that has answered for rights and
    locks already."""
    specs = stored_specs(entity)
    columns = [f"t.{ident(column)}" for spec in specs for column in spec.columns]
    statement = f"SELECT t.id, t.version, t.custom, TRUE, {', '.join(columns)} FROM {entity.table} t WHERE {where}"  # noqa: S608
    return [_draft(entity, row[0], row, (), 4, specs) for row in fetch_all(statement, params)]


def _draft(
    entity: CompiledEntity,
    id_: int,
    row: Sequence[Any] | None,
    actions: Sequence[str],
    first: int,
    specs: Sequence[Any],
) -> Draft:
    if row is None or not row[3]:
        return Draft({}, {}, id_, problem=NotFound())
    custom = row[2]
    document = orjson.loads(custom) if isinstance(custom, str) else dict(custom)
    before: dict[str, Any] = {}
    at = first
    for spec in specs:
        width = len(spec.columns)
        before[spec.name] = spec.type.load(tuple(row[at : at + width]), spec)
        at += width
    for spec in custom_specs(entity):
        stored = document.get(spec.name)
        before[spec.name] = None if stored is None else spec.type.from_custom(stored)
    may = dict(zip(actions, row[4:first], strict=True))
    return Draft(dict(before), before, id_, row[1], document, may=may)
