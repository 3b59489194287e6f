"""Grants → one SQL predicate on the row's own columns. Every read and every write goes through `visible`."""

from __future__ import annotations

from collections.abc import Callable

import orjson

from kezhou.kernel.ctx import Ctx, Grant
from kezhou.kernel.errors import Forbidden
from kezhou.platform.base.sql import FALSE, TRUE, Sql, all_of, any_of, ident
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity

from . import shares
from .models import ANY_ENTITY

condition_sql: list[Callable[[Ctx, CompiledEntity, object], Sql]] = []
"""Compiler of the conditions that narrow a grant; `platform.query`, which lies above this room, registers it."""

extra_predicates: list[Callable[[Ctx, CompiledEntity, str], Sql | None]] = []
"""(ctx, entity, alias) → further rows that a person may see; rooms above this one register what a level cannot say."""

closed_words: list[Callable[[Ctx, CompiledEntity, str], Sql | None]] = []
"""(ctx, entity, alias) → of the rows that `extra_predicates` open those whose comments and files stay closed; the same
rooms register."""


def grants_of(ctx: Ctx, entity: CompiledEntity, action: str) -> tuple[Grant, ...]:
    """The grants that answer for an action; a role's own word on an entity replaces its word on every entity."""
    action = entity.right_of(action)
    own = ctx.grants.actions.get(entity.rights_of, {})
    if entity.definition.admin:
        return own.get(action, ())
    named = {grant.role for grants in own.values() for grant in grants}
    general = ctx.grants.actions.get(ANY_ENTITY, {}).get(action, ())
    return own.get(action, ()) + tuple(grant for grant in general if grant.role not in named)


def may(ctx: Ctx, entity: CompiledEntity, action: str) -> bool:
    """Whether the action is granted on any row at all."""
    if ctx.grants.everything:
        return True
    if ctx.actor.kind == "anonymous":
        return False
    definition = entity.definition
    action = entity.right_of(action)
    if action in definition.everyone or (action == "view" and definition.scope.is_public):
        return True
    if definition.admin and definition.admin in ctx.grants.admin and action != "reveal":
        return True
    return any(grant.level != "none" for grant in grants_of(ctx, entity, action))


def visible(ctx: Ctx, entity: CompiledEntity, action: str = "view", alias: str = "t") -> Sql:
    """The rows on which the actor may do `action`. Raises `Forbidden` where no row could ever answer.

    Ids are resolved before: the predicate compares the row's own columns with constants only.
    """
    levels, opened = reach(ctx, entity, action, alias)
    return levels if levels.is_true else any_of([levels, opened])


def reach(ctx: Ctx, entity: CompiledEntity, action: str = "view", alias: str = "t") -> tuple[Sql, Sql]:
    """The two halves of `visible`: what levels open, by the people and departments of a row, and what is opened row by
    row beside them. Raises `Forbidden` as `visible`."""
    if not may(ctx, entity, action):
        raise Forbidden(code="no_right", extra={"entity": entity.key, "action": action})
    definition = entity.definition
    action = entity.right_of(action)
    if ctx.grants.everything or action in definition.everyone:
        return TRUE, FALSE
    if definition.scope.is_public and action == "view":
        return TRUE, FALSE
    if definition.admin and definition.admin in ctx.grants.admin:
        return TRUE, FALSE
    levels = _merge([level_sql(ctx, entity, grant, alias, action) for grant in grants_of(ctx, entity, action)])
    if levels.is_true:
        return levels, FALSE
    opened: list[Sql] = []
    if action == "view":
        opened += [more for extra in extra_predicates if (more := extra(ctx, entity, alias)) is not None]
    if action in shares.OPENED_ACTIONS:
        opened.append(shares.opened(ctx, entity, action, alias))
    return levels, _merge(opened)


def words_closed(ctx: Ctx, entity: CompiledEntity, alias: str = "t") -> Sql:
    """Of the rows that the actor can see those that the actor sees without what people wrote about them: their fields
    are open, masked where they must be, their comments and files are not."""
    closed = [rows for source in closed_words if (rows := source(ctx, entity, alias)) is not None]
    if not closed or not may(ctx, entity, "view"):
        return FALSE
    levels, _opened = reach(ctx, entity, "view", alias)
    if levels.is_true:
        return FALSE
    rows = any_of(closed)
    text = f"(coalesce({rows.text}, FALSE) AND NOT coalesce({levels.text}, FALSE))"
    return Sql(text, (*rows.params, *levels.params))


def right(ctx: Ctx, entity: CompiledEntity, action: str, alias: str = "t") -> Sql:
    """As `visible`, but FALSE where nothing grants the action: so that seeing and doing can be told apart per row."""
    try:
        return visible(ctx, entity, action, alias)
    except Forbidden:
        return FALSE


def level_sql(ctx: Ctx, entity: CompiledEntity, grant: Grant, alias: str = "t", action: str = "view") -> Sql:
    """The rows that one grant opens for an action."""
    if grant.level == "all":
        base = TRUE
    elif grant.level == "none" or not entity.owned:
        return FALSE
    else:
        base = any_of([_reached(ctx, grant, *pair) for pair in entity.persons(action, alias)])
    if grant.condition and not base.is_false:
        base = all_of([base, _narrowed(ctx, entity, orjson.loads(grant.condition), alias)])
    return base


def _narrowed(ctx: Ctx, entity: CompiledEntity, condition: object, alias: str) -> Sql:
    """The condition of a grant; over lines it speaks of their document."""
    if entity.rights_of == entity.key:
        return condition_sql[0](ctx, entity, condition)
    document = registry.entity(ctx, entity.rights_of)
    inner = condition_sql[0](ctx, document, condition)
    link = ident(entity.fields[entity.definition.scope.parent or ""].column)
    text = f"{alias}.{link} IN (SELECT t.id FROM {document.table} t WHERE {inner.text})"  # noqa: S608
    return Sql(text, inner.params)


def _reached(ctx: Ctx, grant: Grant, person: str, dept: str) -> Sql:
    """A level compared with one person's columns."""
    actor = ctx.actor
    match grant.level:
        case "own":
            return Sql(f"{person} = %s", (actor.id,))
        case "own_and_reports":
            return Sql(f"{person} = ANY(%s)", ([actor.id, *actor.reports],))
        case "dept":
            return Sql(f"{dept} = %s", (actor.dept_id,)) if actor.dept_id else FALSE
        case "dept_tree":
            return Sql(f"{dept} = ANY(%s)", (list(actor.dept_tree),)) if actor.dept_tree else FALSE
        case "depts":
            return Sql(f"{dept} = ANY(%s)", (list(grant.depts),)) if grant.depts else FALSE
        case _:
            return FALSE


def _merge(parts: list[Sql]) -> Sql:
    """Each distinct alternative once. (A department level covers one's own rows: a row's department is its owner's.)"""
    distinct: list[Sql] = []
    for part in parts:
        if part not in distinct:
            distinct.append(part)
    return any_of(distinct)
