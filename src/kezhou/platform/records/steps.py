"""The steps of the pipeline before a row is written. A dry run takes the same ones and stops behind them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, KezhouError, Locked, Stale
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query.select import one

from . import hooks, intake, judge, lines, ownership
from .draft import Draft, as_json
from .options import Options


def new(ctx: Ctx, entity: CompiledEntity, data: Mapping[str, Any], options: Options) -> Draft:
    """A draft of a new row from what was sent."""
    draft = Draft(judge.defaults(entity, ctx.clock.now()), historical=options.historical)
    data, sent = lines.apart(entity, data)
    pool = data.get("pool") if options.pools and not options.internal else None
    own = data if pool is None else {name: value for name, value in data.items() if name != "pool"}
    try:
        draft.values.update(intake.clean(ctx, entity, own, internal=options.internal))
        if pool is not None:
            draft.values["pool"] = _entered(pool, draft.values.get("owner"), options)
    except KezhouError as problem:
        draft.problem = problem
    if draft.ok and entity.definition.lines:
        lines.take_new(ctx, entity, draft, sent, options)
    draft.meta.update(options.meta or {})
    return draft


def _entered(pool: Any, owner: Any, options: Options) -> Any:
    """The pool of a new row. Raises `Invalid` where the caller may not put rows there, or an owner is named too."""
    if pool not in options.pools:
        message = _("This pool does not exist, or you may not put new records into it.")
        raise Invalid(message, errors=[FieldError("pool", "no_such_pool", message)])
    if owner is not None:
        message = _("Name an owner or a pool, not both.")
        raise Invalid(message, errors=[FieldError("pool", "owner_and_pool", message)])
    return pool


def take(
    ctx: Ctx,
    entity: CompiledEntity,
    draft: Draft,
    data: Mapping[str, Any],
    versions: Mapping[int, int] | None,
    options: Options,
) -> None:
    """What was sent, taken into the draft of a locked row: rights, version, values."""
    person = entity.responsible
    if set(data) != {person}:
        draft.refuse_unless(options.right)
    for action in options.also:
        draft.refuse_unless(action)
    if not draft.ok:
        return
    draft.historical = options.historical
    draft.meta.update(options.meta or {})
    compare(ctx, entity, draft, data, versions)
    if draft.ok:
        try:
            draft.values.update(intake.clean(ctx, entity, data, internal=options.internal))
        except KezhouError as problem:
            draft.problem = problem
    if draft.before is not None and draft.values.get(person) != draft.before.get(person):
        draft.refuse_unless("assign")


def take_all(
    ctx: Ctx,
    entity: CompiledEntity,
    drafts: Sequence[Draft],
    sent: Callable[[Draft], Mapping[str, Any]],
    versions: Mapping[int, int] | None,
    options: Options,
) -> None:
    """`take` for every draft, and the lines of documents."""
    of_lines: dict[int, lines.Sent] = {}
    for draft in drafts:
        data, more = lines.apart(entity, sent(draft))
        if more:
            draft.refuse_unless(options.right)
            of_lines[draft.id or 0] = more
        take(ctx, entity, draft, data, versions, options)
    if entity.definition.lines:
        lines.take_changes(ctx, entity, drafts, of_lines, options)


def compare(
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


def guard_locks(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Rows that something else holds, such as a running approval, get the problem that says so."""
    ids = [draft.id for draft in drafts if draft.ok and draft.id is not None]
    for check in hooks.lock_checks if ids else ():
        reasons = check(ctx, entity, ids)
        for draft in drafts:
            if draft.ok and draft.id is not None and draft.id in reasons:
                draft.problem = Locked(reasons[draft.id])


def guard_closed(
    ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], sent: Mapping[int, Collection[str]]
) -> None:
    """Rows of which people may not change what they sent any more get the problem that says why."""
    asked = {draft.id: sent[draft.id] for draft in drafts if draft.ok and draft.id is not None}
    for check in hooks.closed_checks if asked else ():
        problems = check(ctx, entity, asked)
        for draft in drafts:
            if draft.ok and draft.id is not None and draft.id in problems:
                draft.problem = problems[draft.id]


def guard_delete(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], *, merged: bool = False) -> None:
    """Rows that must not go to the trash get the problem that says why. `merged`: what hangs on them goes on with
    another record."""
    _guard_ids(ctx, entity, drafts, [*hooks.delete_checks, *(() if merged else hooks.hanging_checks)])


def guard_restore(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Rows that must not come back from the trash get the problem that says why."""
    _guard_ids(ctx, entity, drafts, hooks.restore_checks)


def _guard_ids(
    ctx: Ctx,
    entity: CompiledEntity,
    drafts: Sequence[Draft],
    checks: Sequence[Callable[[Ctx, CompiledEntity, Sequence[int]], Mapping[int, KezhouError]]],
) -> None:
    ids = [draft.id for draft in drafts if draft.ok and draft.id is not None]
    for check in checks if ids else ():
        problems = check(ctx, entity, ids)
        for draft in drafts:
            if draft.ok and draft.id is not None and draft.id in problems:
                draft.problem = problems[draft.id]


def prepare(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], options: Options) -> list[Draft]:
    """Links, ownership, rules (of lines before those of their document) and duplicates; the drafts that passed."""
    asked = [{n: _added(d, n) for n in d.changed()} for d in drafts]
    for at, broken in intake.check_links(ctx, entity, asked).items():
        drafts[at].problem = Invalid(_("Some values are not right."), errors=broken)
    good = [d for d in drafts if d.ok]
    ownership.settle(ctx, entity, good)
    for fill in hooks.fills:
        fill(ctx, entity, [d for d in good if d.ok])
    today = company_today(ctx.clock)
    if entity.definition.lines:
        lines.judge_all(ctx, entity, good, today, options)
    for draft in good:
        if draft.ok:
            judge.judge(entity, draft, today, historical=options.historical, moves_free=options.moves_free)
    for refuse in hooks.checks:
        good = [d for d in good if d.ok]
        for at, problem in refuse(ctx, entity, good).items() if good else ():
            if not isinstance(problem, KezhouError):
                problem = Invalid(_("Some values are not right."), errors=problem)
            good[at].problem = problem
    good = [d for d in good if d.ok]
    for check in hooks.duplicate_checks if good else ():
        for at, errors in check(ctx, entity, good).items():
            good[at].problem = Invalid(_("This looks like a record that exists."), code="duplicate", errors=errors)
    return [d for d in good if d.ok]


def _added(draft: Draft, name: str) -> Any:
    """What a field links to now and did not before: what stood there was checked when it was put there."""
    value, old = draft.values.get(name), (draft.before or {}).get(name)
    return [item for item in value if item not in old] if isinstance(value, list) and isinstance(old, list) else value
