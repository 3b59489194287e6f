"""The write pipeline: the one way to change records, the same for one row and for thousands (architecture §5).

Every function runs in one transaction: load through the scope with locks, version, lock checks, field rights,
rules, rows, access
again, audit and events. `create_many` and `update_many` answer per row; the single forms raise what their row
would get.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid, KezhouError, Locked, Stale
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import right, visible
from kezhou.platform.base.sql import Sql
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query.select import one

from . import findable, hooks, intake, judge, load, ownership, store, trace
from .draft import Draft, as_json


@dataclass(frozen=True, slots=True)
class Options:
    """How a write differs from a person's form.

    `historical`: transition guards and required summaries are skipped (a right of its own). `internal`: code sets
    fields that people
    cannot. `moves_free`: an action sets the state that it stands for.
    """

    historical: bool = False
    internal: bool = False
    moves_free: bool = False
    right: str = "update"
    """The right that an update asks for; an action asks for its own."""
    action: str = ""
    """Name in the audit; empty means create or update."""
    event: str = ""
    meta: Mapping[str, Any] | None = None
    always: bool = False
    """Leave a trace and a new version even where no value changes: an act is an act."""


NORMAL = Options()


def create(ctx: Ctx, entity: CompiledEntity, data: Mapping[str, Any], options: Options = NORMAL) -> Draft:
    """Make one record. Raises what is wrong with it."""
    return _only(create_many(ctx, entity, [data], options))


def create_many(
    ctx: Ctx, entity: CompiledEntity, rows: Sequence[Mapping[str, Any]], options: Options = NORMAL
) -> list[Draft]:
    """Make records; those with a problem are not written. Raises only what concerns all of them (no right to
    create)."""
    scope = visible(ctx, entity, "create")
    drafts = [_new(ctx, entity, row, options) for row in rows]
    return _run(drafts, lambda good: _create(ctx, entity, good, scope, options), entity)


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
        drafts = load.locked(ctx, entity, ids, [options.right, "assign"])
        for draft in drafts:
            _take(ctx, entity, draft, sent(draft), versions, options)
        _guard_locks(ctx, entity, drafts)
        return _run(drafts, lambda good: _update(ctx, entity, good, options), entity)


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
            _compare(ctx, entity, draft, {}, versions)
        _guard_locks(ctx, entity, drafts)
        return _run(drafts, lambda good: _mark(ctx, entity, good, ctx.clock.now(), "delete", "deleted"), entity)


def restore(ctx: Ctx, entity: CompiledEntity, record_id: int) -> Draft:
    """Bring one record back from the trash. A business key that was given away meanwhile is a `Conflict`."""
    return _only(restore_many(ctx, entity, [record_id]))


def restore_many(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> list[Draft]:
    with transaction.atomic():
        drafts = load.locked(ctx, entity, ids, ["delete"], trashed=True)
        for draft in drafts:
            draft.refuse_unless("delete")
        return _run(drafts, lambda good: _mark(ctx, entity, good, None, "restore", "restored"), entity)


# -- steps ----------------------------------------------------------------------------------------------------------


def _new(ctx: Ctx, entity: CompiledEntity, data: Mapping[str, Any], options: Options) -> Draft:
    draft = Draft(judge.defaults(entity))
    try:
        draft.values.update(intake.clean(ctx, entity, data, internal=options.internal))
    except KezhouError as problem:
        draft.problem = problem
    draft.meta.update(options.meta or {})
    return draft


def _take(
    ctx: Ctx,
    entity: CompiledEntity,
    draft: Draft,
    data: Mapping[str, Any],
    versions: Mapping[int, int] | None,
    options: Options,
) -> None:
    if set(data) != {"owner"}:
        draft.refuse_unless(options.right)
    if not draft.ok:
        return
    draft.meta.update(options.meta or {})
    _compare(ctx, entity, draft, data, versions)
    if draft.ok:
        try:
            draft.values.update(intake.clean(ctx, entity, data, internal=options.internal))
        except KezhouError as problem:
            draft.problem = problem
    if draft.before is not None and draft.values.get("owner") != draft.before.get("owner"):
        draft.refuse_unless("assign")


def _compare(
    ctx: Ctx, entity: CompiledEntity, draft: Draft, data: Mapping[str, Any], versions: Mapping[int, int] | None
) -> None:
    """A version that is not the present one: the answer shows, field by field, what differs (F6)."""
    if not draft.ok or versions is None or draft.id is None or versions.get(draft.id) == draft.version:
        return
    rights = field_rights(ctx, entity)
    errors = []
    for name, yours in data.items():
        spec = entity.fields.get(name)
        if spec is None or rights[name].view != "full":
            continue
        theirs = as_json(spec, (draft.before or {}).get(name))
        if theirs != yours:
            errors.append(
                FieldError(
                    name,
                    "changed_meanwhile",
                    _("“%(field)s” was changed meanwhile.") % {"field": spec.label},
                    {"yours": yours, "theirs": theirs},
                )
            )
    current = one(ctx, entity, draft.id, trashed=None)
    draft.problem = Stale(
        _("Somebody else saved this record first."), errors=errors, extra={"current": current, "version": draft.version}
    )


def _guard_locks(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    ids = [draft.id for draft in drafts if draft.ok and draft.id is not None]
    for check in hooks.lock_checks if ids else ():
        reasons = check(ctx, entity, ids)
        for draft in drafts:
            if draft.ok and draft.id is not None and draft.id in reasons:
                draft.problem = Locked(reasons[draft.id])


def _prepare(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], options: Options) -> list[Draft]:
    """Links, ownership, rules and duplicates; the drafts that passed."""
    asked = [{n: d.values.get(n) for n in d.changed()} for d in drafts]
    for at, broken in intake.check_links(ctx, entity, asked).items():
        drafts[at].problem = Invalid(_("Some values are not right."), errors=broken)
    good = [d for d in drafts if d.ok]
    ownership.settle(ctx, entity, good)
    today = company_today(ctx.clock)
    for draft in good:
        if draft.ok:
            judge.judge(entity, draft, today, historical=options.historical, moves_free=options.moves_free)
    good = [d for d in good if d.ok]
    for check in hooks.duplicate_checks if good else ():
        for at, errors in check(ctx, entity, good).items():
            good[at].problem = Invalid(_("This looks like a record that exists."), code="duplicate", errors=errors)
    return [d for d in good if d.ok]


def _create(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], scope: Sql, options: Options) -> None:
    good = _prepare(ctx, entity, drafts, options)
    if not good:
        return
    store.insert(ctx, entity, good, [findable.columns(entity, d) for d in good])
    _refuse_outside(entity, good, scope)
    _finish(ctx, entity, good, options.action or "create", options.event or "created")


def _update(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], options: Options) -> None:
    good = [d for d in _prepare(ctx, entity, drafts, options) if options.always or d.changed()]
    if not good:
        return
    store.update(ctx, entity, good, [findable.columns(entity, d) for d in good])
    handed_over = [d for d in good if d.values.get("owner") != (d.before or {}).get("owner")]
    _refuse_outside(entity, handed_over, right(ctx, entity, "assign"))
    _refuse_outside(entity, [d for d in good if d not in handed_over], right(ctx, entity, options.right))
    ownership.cascade(ctx, entity, good)
    _finish(ctx, entity, good, options.action or "update", options.event or "updated")


def _mark(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], at: Any, action: str, event: str) -> None:
    if not drafts:
        return
    store.update(ctx, entity, drafts, [{"deleted_at": at} for _draft in drafts])
    _finish(ctx, entity, drafts, action, event)


def _finish(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], action: str, event: str) -> None:
    trace.leave(ctx, entity, drafts, action, event)
    for hook in hooks.saved:
        hook(ctx, entity, drafts)


def _refuse_outside(entity: CompiledEntity, drafts: Sequence[Draft], predicate: Sql) -> None:
    """Rows that the actor could no longer reach after the save: nobody writes what lies beyond the own scope."""
    beyond = store.outside(entity, [draft.id for draft in drafts if draft.id is not None], predicate) if drafts else ()
    for draft in drafts:
        if draft.id in beyond:
            draft.problem = Forbidden(_("The result would lie outside of what you may reach."), code="outside_scope")
    if beyond:
        raise _RetryError


class _RetryError(Exception):
    """Some drafts got a problem after rows were written: take all back and write the others."""


def _run(drafts: list[Draft], write: Any, entity: CompiledEntity) -> list[Draft]:
    """Write the good drafts in a savepoint; where some turn out bad, take it back and write the rest; then one by
    one."""
    attempt = [d for d in drafts if d.ok]
    while attempt:
        snapshots = [(dict(d.values), d.version, d.id, list(d.warnings)) for d in attempt]
        try:
            with transaction.atomic():
                write(attempt)
            break
        except _RetryError:
            pass
        except IntegrityError as error:
            if len(attempt) > 1:
                _back(attempt, snapshots)
                for draft in attempt:
                    _run([draft], write, entity)
                break
            attempt[0].problem = store.conflict(entity, error)
        _back(attempt, snapshots)
        attempt = [d for d in attempt if d.ok]
    return drafts


def _back(drafts: Sequence[Draft], snapshots: Iterable[tuple[Any, ...]]) -> None:
    for draft, (values, version, id_, warnings) in zip(drafts, snapshots, strict=True):
        draft.values, draft.version, draft.id, draft.warnings = values, version, id_, warnings


def _only(drafts: Sequence[Draft]) -> Draft:
    if drafts[0].problem is not None:
        raise drafts[0].problem
    return drafts[0]
