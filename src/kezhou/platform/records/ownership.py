"""Who a row belongs to: owner, department and pool, and how children follow their parent (architecture 9.1, 9.2)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.platform.base.sql import execute, fetch_all, ident
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.entities.record import Record

from .draft import Draft

_OWNERS = "SELECT id, department_id, status FROM org_user WHERE id = ANY(%s)"


def has_columns(entity: CompiledEntity) -> bool:
    """Whether the platform keeps owner and department of these rows."""
    return issubclass(entity.model, Record)


def settle(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Fill in owner, department and pool of drafts; a draft whose owner cannot own gets a problem."""
    if not has_columns(entity):
        return
    parent = entity.definition.scope.parent
    if parent:
        _inherit(ctx, entity, parent, drafts)
    own = [d for d in drafts if not (parent and d.values.get(parent))]
    for draft in own:
        if draft.before is None and draft.values.get("owner") is None and draft.values.get("pool") is None:
            draft.values["owner"] = ctx.actor.id
    _departments(own)


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
        if status != "active":
            draft.problem = _bad_owner(_("The owner must be an active colleague."))
        draft.values["dept"] = department
        if "pool" in draft.values:
            draft.values["pool"] = None


def _inherit(ctx: Ctx, entity: CompiledEntity, parent: str, drafts: Sequence[Draft]) -> None:
    children = [d for d in drafts if d.values.get(parent) is not None]
    ids = {d.values[parent] for d in children}
    if not ids:
        return
    target = registry.entity(ctx, entity.fields[parent].link or "")
    pool = "t.pool_id" if target.pooled else "NULL"
    rows = fetch_all(
        f"SELECT t.id, t.owner_id, t.dept_id, {pool} FROM {target.table} t WHERE t.id = ANY(%s)",  # noqa: S608
        (list(ids),),
    )
    found = {row[0]: row[1:] for row in rows}
    for draft in children:
        owner, dept, pooled = found.get(draft.values[parent], (None, None, None))
        draft.values["owner"], draft.values["dept"] = owner, dept
        if entity.pooled:
            draft.values["pool"] = pooled


def cascade(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Children of rows whose owner or pool changed follow, to any depth, set-based."""
    moved = [
        d.id
        for d in drafts
        if d.before is not None
        and any(d.values.get(name) != d.before.get(name) for name in ("owner", "dept", "pool") if name in d.values)
    ]
    if moved and has_columns(entity):
        follow(ctx, entity, [i for i in moved if i is not None])


def follow(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> None:
    """Children get the owner, department and pool that their parents have now, to any depth."""
    for child in registry.all_entities(ctx).values():
        link = child.definition.scope.parent
        if not link or child.fields[link].link != entity.key or not has_columns(child):
            continue
        column = ident(child.fields[link].column)
        both_pooled = child.pooled and entity.pooled
        pool = ", pool_id = p.pool_id" if both_pooled else ""
        mine, theirs = (", c.pool_id", ", p.pool_id") if both_pooled else ("", "")
        rows = fetch_all(
            f"UPDATE {child.table} c SET owner_id = p.owner_id, dept_id = p.dept_id{pool} FROM {entity.table} p "  # noqa: S608
            f"WHERE c.{column} = p.id AND p.id = ANY(%s) AND "
            f"(c.owner_id, c.dept_id{mine}) IS DISTINCT FROM (p.owner_id, p.dept_id{theirs}) "
            "RETURNING c.id",
            (list(ids),),
        )
        if rows:
            follow(ctx, child, [row[0] for row in rows])


def rewrite_departments(ctx: Ctx, user_ids: Sequence[int], department_id: int | None) -> None:
    """People moved to another department: what they own moves with them (C11). Registered with
    `org.hooks.owner_moved`."""
    for entity in registry.native().values():
        if has_columns(entity):
            execute(
                f"UPDATE {entity.table} SET dept_id = %s WHERE owner_id = ANY(%s) AND dept_id IS DISTINCT FROM %s",  # noqa: S608
                (department_id, list(user_ids), department_id),
            )


def _bad_owner(message: object) -> Invalid:
    return Invalid(_("Some values are not right."), errors=[FieldError("owner", "bad_owner", message)])
