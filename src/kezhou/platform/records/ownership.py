"""Who a row belongs to: owner, department and pool, and how children follow their parent (architecture 9.1, 9.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.platform.base.sql import TRUE, Sql, all_of, execute, fetch_all, ident
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.entities.record import Line, Record
from kezhou.platform.query.where import rule_sql

from .draft import Draft

_OWNERS = "SELECT id, department_id, status FROM org_user WHERE id = ANY(%s)"


def has_columns(entity: CompiledEntity) -> bool:
    """Whether the platform keeps owner and department of these rows."""
    return issubclass(entity.model, Record | Line)


def settle(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Fill in owner, department and pool of drafts; a draft whose owner cannot own gets a problem."""
    if not has_columns(entity):
        return
    parents = entity.definition.scope.parents
    for parent in parents:
        _inherit(ctx, entity, parent, drafts)
    own = [d for d in drafts if not any(d.values.get(parent) for parent in parents)]
    for draft in own:
        if draft.before is None and draft.values.get("owner") is None and draft.values.get("pool") is None:
            draft.values["owner"] = ctx.actor.id
    _departments(own)
    if entity.definition.scope.author:
        _authors(ctx, entity, drafts)


def _authors(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Who did it is who writes it down unless somebody else is named, and stands in that person's department.

    Unlike an owner, an author may have left the company: what was done stays done.
    """
    scope = entity.definition.scope
    new = [d for d in drafts if d.before is None or d.values.get(scope.author) != d.before.get(scope.author)]
    for draft in new:
        if draft.values.get(scope.author) is None:
            draft.values[scope.author] = ctx.actor.id if draft.before is None else draft.before.get(scope.author)
    people = {d.values[scope.author] for d in new if d.values.get(scope.author) is not None}
    found = {row[0]: row[1] for row in fetch_all(_OWNERS, (list(people),))} if people else {}
    for draft in new:
        draft.values[scope.author_dept] = found.get(draft.values.get(scope.author))


def _departments(drafts: Sequence[Draft]) -> None:
    moved = [d for d in drafts if d.before is None or d.values.get("owner") != d.before.get("owner")]
    owners = {d.values["owner"] for d in moved if d.values.get("owner") is not None}
    rows = fetch_all(_OWNERS, (list(owners),)) if owners else []
    found = {row[0]: (row[1], row[2]) for row in rows}
    for draft in moved:
        owner = draft.values.get("owner")
        if owner is None:
            if draft.before is not None and draft.values.get("pool") is None and draft.before.get("owner") is not None:
                draft.problem = _bad_owner(_("A record needs an owner."))
            draft.values["dept"] = None
            continue
        department, status = found.get(owner, (None, None))
        if status != "active" and not (draft.historical and status == "disabled"):
            draft.problem = _bad_owner(_("The owner must be an active colleague."))
        draft.values["dept"] = department
        if "pool" in draft.values:
            draft.values["pool"] = None


def _inherit(ctx: Ctx, entity: CompiledEntity, parent: str, drafts: Sequence[Draft]) -> None:
    children = [d for d in drafts if d.values.get(parent) is not None]
    if not children:
        return
    target = registry.entity(ctx, entity.fields[parent].link or "")
    pool = "t.pool_id" if target.pooled else "NULL"
    # A child that is new to its parent is not yet there for whoever moves the parent to take along: hold the parent
    # where it is until the child is written. Other children are locked themselves, so that the move waits for them.
    new = {d.values[parent] for d in children if d.before is None or d.before.get(parent) != d.values[parent]}
    found: dict[int, Sequence[Any]] = {}
    for ids, hold in ((new, "FOR KEY SHARE OF t"), ({d.values[parent] for d in children} - new, "")):
        rows = (
            fetch_all(
                f"SELECT t.id, t.owner_id, t.dept_id, {pool} FROM {target.table} t "  # noqa: S608
                f"WHERE t.id = ANY(%s) ORDER BY t.id {hold}",
                (sorted(ids),),
            )
            if ids
            else []
        )
        found.update({row[0]: row[1:] for row in rows})
    for draft in children:
        owner, dept, pooled = found.get(draft.values[parent], (None, None, None))
        draft.values["owner"], draft.values["dept"] = owner, dept
        if entity.pooled:
            draft.values["pool"] = pooled


def cascade(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Children of rows whose owner or pool changed follow, to any depth, set-based."""
    moved = {
        d.id: d.before.get("owner")
        for d in drafts
        if d.before is not None
        and d.id is not None
        and any(d.values.get(name) != d.before.get(name) for name in ("owner", "dept", "pool") if name in d.values)
    }
    if moved and has_columns(entity):
        follow(ctx, entity, moved)


def follow(ctx: Ctx, entity: CompiledEntity, moved: Mapping[int, int | None]) -> None:
    """What hangs on rows that changed hands goes where they went, in both directions and from pool to pool.

    `moved` is row → the owner it had. Children (`Scope.parent`) always go along, to any depth; followers
    (`Scope.follows`) while their condition holds and they belonged to that owner, or where they lie in a pool.
    """
    for child in registry.all_entities(ctx).values():
        scope = child.definition.scope
        if not has_columns(child):
            continue
        for link in scope.parents:
            if child.fields[link].link == entity.key and (along := _take_along(entity, child, link, moved, TRUE)):
                follow(ctx, child, along)
        for link in scope.followed:
            if child.fields[link].link != entity.key:
                continue
            holds = TRUE if scope.follows_while is None else rule_sql(ctx, child, scope.follows_while, "c")
            theirs = Sql(f"(c.pool_id IS NOT NULL OR (c.owner_id = m.was AND {holds.text}))", holds.params)
            if along := _take_along(entity, child, link, moved, all_of([Sql("c.deleted_at IS NULL"), theirs])):
                follow(ctx, child, along)


def _take_along(
    entity: CompiledEntity, child: CompiledEntity, link: str, moved: Mapping[int, int | None], where: Sql
) -> dict[int, int | None]:
    """One UPDATE; the rows that changed hands, with the owner of before."""
    names = ["owner_id", "dept_id"]
    theirs = ["p.owner_id", "p.dept_id"]
    if child.pooled and entity.pooled:
        names += ["pool_id", "pool_entered_at"]
        theirs += ["p.pool_id", "CASE WHEN p.pool_id IS NOT NULL THEN p.pool_entered_at END"]
    rows = fetch_all(
        f"UPDATE {child.table} c SET ({', '.join(names)}) = ROW({', '.join(theirs)}) "  # noqa: S608
        f"FROM {entity.table} p JOIN unnest(%s::bigint[], %s::bigint[]) AS m(id, was) ON m.id = p.id "
        f"WHERE c.{ident(child.fields[link].column)} = p.id AND {where.text} AND "
        f"({', '.join(f'c.{name}' for name in names)}) IS DISTINCT FROM ({', '.join(theirs)}) RETURNING c.id, m.was",
        (list(moved), list(moved.values()), *where.params),
    )
    return {row[0]: row[1] for row in rows}


def rewrite_departments(ctx: Ctx, user_ids: Sequence[int], department_id: int | None) -> None:
    """People moved to another department: what they own or did moves with them (C11). Registered with
    `org.hooks.owner_moved`."""
    for entity in registry.native().values():
        for person, dept in person_columns(entity):
            execute(
                f"UPDATE {entity.table} SET {dept} = %s WHERE {person} = ANY(%s) AND {dept} IS DISTINCT FROM %s",  # noqa: S608
                (department_id, list(user_ids), department_id),
            )


def person_columns(entity: CompiledEntity) -> Sequence[tuple[str, str]]:
    """The pairs of columns (person, the person's main department) that the platform keeps in step."""
    if not has_columns(entity):
        return ()
    scope = entity.definition.scope
    pairs = [("owner", "dept"), *([(scope.author, scope.author_dept)] if scope.author else [])]
    return [(ident(f"{person}_id"), ident(f"{dept}_id")) for person, dept in pairs]


def _bad_owner(message: object) -> Invalid:
    return Invalid(_("Some values are not right."), errors=[FieldError("owner", "bad_owner", message)])
