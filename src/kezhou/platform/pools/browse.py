"""The pool's own door: what members see of records before a claim, in the pool's columns, masked, and counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.condition import And, Leaf
from kezhou.kernel.ctx import Ctx, FieldRight, Grant, Grants
from kezhou.kernel.errors import Forbidden, NotFound, TooMany
from kezhou.platform.access.field_rights import VIEWS, field_rights
from kezhou.platform.access.scope import may
from kezhou.platform.base.sql import execute, fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query import select
from kezhou.platform.query.words import ListQuery, Page

from . import limits
from .members import member
from .models import Pool

CACHED_RIGHTS = 1024
COUNTED = 10_000
"""Beyond this a pool is said to hold “10,000+” records."""


def counts(entity: CompiledEntity, pool_ids: Sequence[int]) -> dict[int, int]:
    """Pool → how many records lie in it, the trash left out; counted up to one more than `COUNTED`."""
    rows = fetch_all(
        "SELECT p.id, (SELECT count(*) FROM (SELECT 1 "  # noqa: S608
        f"FROM {entity.table} t WHERE t.pool_id = p.id AND t.deleted_at IS NULL LIMIT %s) few) "
        "FROM unnest(%s::bigint[]) p (id)",
        (COUNTED + 1, list(pool_ids)),
    )
    return {row[0]: row[1] for row in rows}


def page(ctx: Ctx, pool_id: int, query: ListQuery) -> Page:
    """A page of what lies in the pool. Raises `NotFound` for anybody but its members."""
    pool, entity, inside = _enter(ctx, pool_id)
    shown = _columns(entity, pool, query.fields)
    return select.page(inside, entity, _narrowed(query, pool, Leaf("pool", "eq", pool.id), shown))


def open_one(ctx: Ctx, pool_id: int, record_id: int) -> dict[str, Any]:
    """One record of the pool, in the pool's columns. The first opening of a day counts towards the day's limit.

    Raises `NotFound`, and `TooMany` (`views_used`) beyond the limit.
    """
    pool, entity, inside = _enter(ctx, pool_id)
    assert ctx.actor.id is not None  # noqa: S101 — only people are members
    names = _columns(entity, pool, tuple(entity.fields))
    here = And((Leaf("pool", "eq", pool.id), Leaf("id", "eq", record_id)))
    with transaction.atomic():
        found = select.page(inside, entity, _narrowed(ListQuery(limit=1), pool, here, names)).items
        if not found:
            raise NotFound()
        if pool.views_per_day is not None:
            _count_view(ctx, pool, ctx.actor.id, record_id)
    return found[0]


def _count_view(ctx: Ctx, pool: Pool, user_id: int, record_id: int) -> None:
    limits.serialize(user_id)
    opened = limits.known_views(ctx, pool.id, user_id)
    if record_id in opened:
        return
    if pool.views_per_day is not None and len(opened) >= pool.views_per_day:
        figures = {"used": len(opened), "limit": pool.views_per_day}
        raise TooMany(
            _("%(used)d of %(limit)d records of today have been opened.") % figures, code="views_used", extra=figures
        )
    execute(
        "INSERT INTO pools_poolview (user_id, pool_id, day, record_id) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (user_id, pool.id, company_today(ctx.clock), record_id),
    )


def _enter(ctx: Ctx, pool_id: int) -> tuple[Pool, CompiledEntity, Ctx]:
    """The pool, its entity, and the actor's context with the rights that hold inside the pool."""
    member(ctx, pool_id)
    pool = Pool.objects.get(id=pool_id)
    entity = registry.entity(ctx, pool.entity)
    if not may(ctx, entity, "view"):
        raise Forbidden(code="no_right", extra={"entity": entity.key, "action": "view"})
    return pool, entity, replace(ctx, grants=_inside(ctx.grants, entity, pool.id, tuple(pool.columns), pool.masked))


@lru_cache(maxsize=CACHED_RIGHTS)
def _inside(grants: Grants, entity: CompiledEntity, pool_id: int, columns: Sequence[str], masked: bool) -> Grants:
    """The person's rights as they are inside the pool: all rows, never more of a field than outside, rather less. What
    people wrote shows in a pool that masks only where its columns name it."""
    outside = Ctx.system("pool")
    rights = field_rights(replace(outside, grants=grants), entity)
    seen = {}
    for name, spec in entity.fields.items():
        view = rights[name].view
        shown = not columns or name in columns or name in (entity.title, "pool")
        if not shown or (masked and spec.is_words and name not in columns):
            view = "hidden"
        elif masked and spec.masked and VIEWS.index(view) > VIEWS.index("masked"):
            view = "masked"
        seen[name] = (FieldRight(view, edit=False),)
    opened = {action: grants.actions.get("*", {}).get(action, ()) for action in ("view",)}
    linked = {**grants.actions, "*": opened, entity.key: {"view": (Grant("pool", "all"),)}}
    return Grants(roles=("pool",), actions=linked, fields={**grants.fields, entity.key: seen})


def _columns(entity: CompiledEntity, pool: Pool, asked: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """The fields to show: what was asked for, else the pool's columns, else those of the entity's list."""
    if asked is not None or not pool.columns:
        return asked
    title = (entity.title,) if entity.title in entity.fields and entity.title not in pool.columns else ()
    return (*title, *pool.columns)


def _narrowed(query: ListQuery, pool: Pool, here: Any, fields: tuple[str, ...] | None) -> ListQuery:
    return replace(query, where=here if query.where is None else And((here, query.where)), fields=fields, trash=False)
