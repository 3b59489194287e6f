"""Taking a merge back: what moved returns unless it changed hands since, values return unless somebody changed them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE, company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, Forbidden, NotFound
from kezhou.platform.base.sql import execute, fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.pools import ledger
from kezhou.platform.records import load, ownership, steps
from kezhou.platform.records.draft import Draft

from . import choose, follow, names, pairs, traces
from .models import Loser, Merge
from .move import back
from .places import is_mergeable, places_of
from .rules import kept_at_the_end
from .save import mark, part, recalled, save, stored

DAYS = 30
"""Calendar days of the company's zone after a merge on which it can be taken back."""


def last_day(made: Merge) -> date:
    """The last day on which the merge can be taken back."""
    return made.at.astimezone(COMPANY_ZONE).date() + timedelta(days=DAYS)


def undo(ctx: Ctx, merge_id: int) -> Merge:
    """Take a merge back; `outcome` of the answer says what could not.

    Rows that came to the winner later stay there. Needs the rights that the merge needed. Raises `NotFound`,
    `Forbidden`, `Locked`, `Conflict`: `undone`, `too_late`, `merged_on` (the winner was
    merged itself: that merge first), `taken`.
    """
    with transaction.atomic():
        made = Merge.objects.select_for_update().filter(id=merge_id).first()
        entity = None if made is None else registry.all_entities(ctx).get(made.entity)
        if made is None or entity is None or not is_mergeable(entity):
            raise NotFound()
        winner, losers = _locked(ctx, entity, made)
        _refuse(ctx, made)
        with kept_at_the_end(entity):
            kept = [*_values(ctx, entity, made, winner)]
            _revive(ctx, entity, made, losers)
            kept += _rows(ctx, entity, made)
            kept += _owners(ctx, entity, made)
        Loser.objects.filter(merge=made).update(active=False)
        _follow(ctx, entity, [made.winner_id, *(draft.id for draft in losers if draft.id is not None)])
        follow.give_back(ctx, entity, made.id)
        pairs.reopen(made.id)
        names.refresh(entity, made.winner_id)
        made.undone_by_id, made.undone_at, made.outcome = ctx.actor.id, ctx.clock.now(), {"kept": kept}
        made.save(update_fields=["undone_by", "undone_at", "outcome"])
    return made


def _locked(ctx: Ctx, entity: CompiledEntity, made: Merge) -> tuple[Draft, list[Draft]]:
    ids = list(made.losers.order_by("loser_id").values_list("loser_id", flat=True))
    (winner,) = load.locked(ctx, entity, [made.winner_id], ["update"])
    if isinstance(winner.problem, NotFound):
        _refuse_merged_on(ctx, entity, made)
        raise NotFound()
    losers = load.locked(ctx, entity, ids, ["update", "delete"], trashed=made.undone_at is None)
    winner.refuse_unless("update")
    for draft in losers:
        if isinstance(draft.problem, NotFound) and made.undone_at is None:
            draft.problem = Forbidden(code="no_right", extra={"action": "merge"})
        draft.refuse_unless("update")
        draft.refuse_unless("delete")
    if made.undone_at is not None:
        return winner, []
    steps.guard_locks(ctx, entity, [winner])
    for draft in (winner, *losers):
        if draft.problem is not None:
            raise draft.problem
    return winner, losers


def _refuse_merged_on(ctx: Ctx, entity: CompiledEntity, made: Merge) -> None:
    """The winner is a loser by now: for who may see it in the trash the later merge is named."""
    later = Loser.objects.filter(entity=entity.key, loser_id=made.winner_id, active=True).first()
    (trashed,) = load.locked(ctx, entity, [made.winner_id], ["update"], trashed=True)
    if later is not None and trashed.problem is None:
        message = _("The merged record was merged again. Undo that merge first.")
        raise Conflict(message, code="merged_on", extra={"merge": later.merge_id})


def _refuse(ctx: Ctx, made: Merge) -> None:
    if made.undone_at is not None:
        raise Conflict(_("This merge has been taken back already."), code="undone")
    if made.forgotten or company_today(ctx.clock) > last_day(made):
        message = _("A merge can be taken back for %(days)d days.") % {"days": DAYS}
        raise Conflict(message, code="too_late")


def _values(ctx: Ctx, entity: CompiledEntity, made: Merge, winner: Draft) -> list[dict[str, Any]]:
    """Give the winner the values from before, where it still has those of the merge; the fields that stay."""
    row, kept = stored(entity, made.winner_id), []
    restored: dict[str, Any] = {}
    for spec in entity.fields.values():
        known = spec.name in made.after.get("custom", {}) if spec.custom else spec.columns and spec.column in made.after
        if not known or spec.sql or spec.system or spec.name in choose.BY_WINNER:
            continue
        if part(spec, row) != part(spec, made.after):
            kept.append({"field": spec.name, "label": str(spec.label), "code": "changed_since"})
        else:
            restored[spec.name] = recalled(entity, spec, made.before)
    winner.meta.update({"merge": made.id})
    winner.values.update(restored)
    # What rules derive is restored with what it was derived from, unless something of that was changed since.
    save(ctx, entity, winner, "merge_undone", "unmerged", None if kept else restored)
    return kept


def _revive(ctx: Ctx, entity: CompiledEntity, made: Merge, losers: Sequence[Draft]) -> None:
    for draft in losers:
        draft.meta.update({"merge": made.id})
    mark(ctx, entity, losers, None, "merge_undone", "unmerged")


def _rows(ctx: Ctx, entity: CompiledEntity, made: Merge) -> list[dict[str, Any]]:
    """Everything that moved along, place by place; the places of which something stays."""
    kept = []
    for place in places_of(ctx, entity):
        if place.key not in made.counts:
            continue
        ids, lost = back(made.id, place)
        traces.leave(ctx, made.id, place, ids, undone=True)
        if lost:
            kept.append({"place": place.key, "label": str(place.label), "code": "changed_hands", "count": lost})
    return kept


def _owners(ctx: Ctx, entity: CompiledEntity, made: Merge) -> list[dict[str, Any]]:
    """Losers return to whom or where they were, unless that is gone; those that stay with the winner's owner."""
    kept: list[dict[str, Any]] = []
    if not entity.pooled or entity.definition.scope.parent or entity.definition.scope.follows:
        return kept
    for loser in made.losers.order_by("loser_id"):
        if not _still_there(loser):
            kept.append({"record": loser.loser_id, "code": "owner_gone"})
            continue
        target = ledger.Target(owner=loser.owner_id, pool=loser.pool_id)
        ledger.move(ctx, entity, [loser.loser_id], target, "merge", reason=str(_("Merge taken back")))
        execute(
            f"UPDATE {entity.table} SET pool_entered_at = %s WHERE id = %s",  # noqa: S608
            (loser.pool_entered_at, loser.loser_id),
        )
    return kept


def _follow(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> None:
    """What hangs on the records belongs to whom they belong now."""
    rows = fetch_all(f"SELECT t.id, {entity.owner_expression()} FROM {entity.table} t WHERE t.id = ANY(%s)", (ids,))  # noqa: S608
    ownership.follow(ctx, entity, dict(rows))


def _still_there(loser: Loser) -> bool:
    if loser.pool_id is not None:
        return bool(fetch_all("SELECT 1 FROM pools_pool WHERE id = %s AND active", (loser.pool_id,)))
    statement = "SELECT 1 FROM org_user WHERE id = %s AND status = 'active' AND deleted_at IS NULL"
    return bool(fetch_all(statement, (loser.owner_id,)))
