"""The write pipeline: the one way to change records, the same for one row and for thousands (architecture §5).

Every function runs in one transaction: load through the scope with locks, version, lock checks, field rights, rules,
rows, access again, audit and events. `create_many` and `update_many` answer per row; the single forms raise what their
row would get.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.db import transaction

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.scope import right, visible
from kezhou.platform.base.sql import Sql, all_of
from kezhou.platform.entities.compiled import CompiledEntity

from . import findable, hooks, lines, load, numbers, ownership, steps, store, trace
from .attempt import refuse_outside, run
from .draft import Draft
from .options import NORMAL, Options

__all__ = [
    "NORMAL",
    "Options",
    "create",
    "create_many",
    "delete",
    "delete_many",
    "restore",
    "restore_many",
    "update",
    "update_many",
]


def create(ctx: Ctx, entity: CompiledEntity, data: Mapping[str, Any], options: Options = NORMAL) -> Draft:
    """Make one record. Raises what is wrong with it."""
    return _only(create_many(ctx, entity, [data], options))


def create_many(
    ctx: Ctx, entity: CompiledEntity, rows: Sequence[Mapping[str, Any]], options: Options = NORMAL
) -> list[Draft]:
    """Make records; those with a problem are not written. Raises only what concerns all of them (no right to
    create)."""
    scope = all_of([visible(ctx, entity, "create"), *(right(ctx, entity, action) for action in options.also)])
    drafts = [steps.new(ctx, entity, row, options) for row in rows]
    return run(drafts, lambda good: _create(ctx, entity, good, scope, options), entity)


def update(
    ctx: Ctx,
    entity: CompiledEntity,
    record_id: int,
    data: Mapping[str, Any],
    version: int | None = None,
    options: Options = NORMAL,
) -> Draft:
    """Change one record. `version` is what the caller saw; None skips the comparison. Raises what is wrong."""
    versions = None if version is None else {record_id: version}
    return _only(update_many(ctx, entity, [record_id], data, versions, options))


def update_many(
    ctx: Ctx,
    entity: CompiledEntity,
    ids: Sequence[int],
    data: Mapping[str, Any] | Mapping[int, Mapping[str, Any]],
    versions: Mapping[int, int] | None = None,
    options: Options = NORMAL,
) -> list[Draft]:
    """Give records new values: the same for all, or one mapping per id. Rows with a problem stay as they are."""
    per_row = bool(data) and all(isinstance(key, int) for key in data)

    def sent(draft: Draft) -> Mapping[str, Any]:
        return cast("Mapping[str, Any]", data.get(cast(Any, draft.id), {}) if per_row else data)

    with transaction.atomic():
        for lock in hooks.before_rows:
            lock(ctx, entity, {n for row in data.values() for n in row} if per_row else data)  # type: ignore[arg-type]
        drafts = load.locked(ctx, entity, ids, [options.right, "assign", *options.also])
        steps.take_all(ctx, entity, drafts, sent, versions, options)
        if not options.unlocked:
            steps.guard_locks(ctx, entity, drafts)
        if not (options.internal or options.unlocked):
            steps.guard_closed(ctx, entity, drafts, {d.id: sent(d).keys() for d in drafts if d.id is not None})
        return run(drafts, lambda good: _update(ctx, entity, good, options), entity)


def delete(ctx: Ctx, entity: CompiledEntity, record_id: int, version: int | None = None) -> Draft:
    """Put one record into the trash."""
    return _only(delete_many(ctx, entity, [record_id], None if version is None else {record_id: version}))


def delete_many(
    ctx: Ctx, entity: CompiledEntity, ids: Sequence[int], versions: Mapping[int, int] | None = None
) -> list[Draft]:
    """Put records into the trash, from where `restore_many` brings them back."""
    with transaction.atomic():
        drafts = load.locked(ctx, entity, ids, ["delete"])
        for draft in drafts:
            draft.refuse_unless("delete")
            steps.compare(ctx, entity, draft, {}, versions)
        steps.guard_locks(ctx, entity, drafts)
        steps.guard_delete(ctx, entity, drafts)
        return run(drafts, lambda good: _mark(ctx, entity, good, ctx.clock.now(), "delete", "deleted"), entity)


def restore(ctx: Ctx, entity: CompiledEntity, record_id: int) -> Draft:
    """Bring one record back from the trash. A business key that was given away meanwhile is a `Conflict`."""
    return _only(restore_many(ctx, entity, [record_id]))


def restore_many(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> list[Draft]:
    with transaction.atomic():
        drafts = load.locked(ctx, entity, ids, ["delete"], trashed=True)
        for draft in drafts:
            draft.refuse_unless("delete")
        steps.guard_restore(ctx, entity, drafts)
        return run(drafts, lambda good: _mark(ctx, entity, good, None, "restore", "restored"), entity)


# -- steps ----------------------------------------------------------------------------------------------------------


def _create(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], scope: Sql, options: Options) -> None:
    good = steps.prepare(ctx, entity, drafts, options)
    if not good:
        return
    numbers.issue(ctx, entity, good)
    store.insert(ctx, entity, good, [findable.columns(entity, d) for d in good])
    refuse_outside(entity, [d for d in good if d.values.get("pool") not in options.pools], scope)
    lines.write_all(ctx, entity, good)
    _finish(ctx, entity, good, options.action or "create", options.event or "created")


def _update(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], options: Options) -> None:
    good = [d for d in steps.prepare(ctx, entity, drafts, options) if options.always or d.changed() or lines.changed(d)]
    if not good:
        return
    store.update(ctx, entity, good, [findable.columns(entity, d) for d in good])
    person = entity.responsible
    handed_over = [d for d in good if d.values.get(person) != (d.before or {}).get(person)]
    refuse_outside(entity, handed_over, right(ctx, entity, "assign"))
    refuse_outside(entity, [d for d in good if d not in handed_over], right(ctx, entity, options.right))
    ownership.cascade(ctx, entity, good)
    lines.write_all(ctx, entity, good)
    _finish(ctx, entity, good, options.action or "update", options.event or "updated")


def _mark(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], at: Any, action: str, event: str) -> None:
    if not drafts:
        return
    if at is None:
        lines.out_of_trash(ctx, entity, drafts)
    store.update(ctx, entity, drafts, [{"deleted_at": at} for _draft in drafts])
    if at is not None:
        lines.into_trash(ctx, entity, drafts)
    _finish(ctx, entity, drafts, action, event)


def _finish(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], action: str, event: str) -> None:
    for draft in drafts:
        if counted := lines.summary(draft):
            draft.meta["lines"] = counted
    trace.leave(ctx, entity, drafts, action, event)
    for hook in hooks.saved:
        hook(ctx, entity, drafts)


def _only(drafts: Sequence[Draft]) -> Draft:
    if drafts[0].problem is not None:
        raise drafts[0].problem
    return drafts[0]
