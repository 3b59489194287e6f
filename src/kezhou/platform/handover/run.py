"""Doing it and taking it back: batches of lines, each one transaction with its own bookmark in the lines' states.

A worker that is killed leaves whole batches only; the next one goes on with the lines that still wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, Forbidden
from kezhou.platform import audit
from kezhou.platform.access.scope import right
from kezhou.platform.base.sql import Sql, all_of, execute, fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.jobs import records
from kezhou.platform.org.models import User
from kezhou.platform.pools import ledger, limits
from kezhou.platform.records import handing, hooks

from . import reach, rights
from .models import Handover, HandoverItem

BATCH = 5_000
UNDO_DAYS = 30
MAX_REASON = 300
"""Characters of a reason in the ledger."""

STATES = {False: ("waiting", "moved", "kept"), True: ("moved", "back", "stays")}
"""The states of the lines that a run goes through, and those of taking it back; the first is where they begin."""

# The last first: what follows another record is placed after it and moved before it, each line by itself.
_NEXT = """
SELECT id, entity, record_id, to_owner_id, to_pool_id, from_owner_id FROM handover_item
 WHERE handover_id = %s AND state = %s ORDER BY id DESC LIMIT %s"""
_SETTLE = "UPDATE handover_item SET state = %s, why = %s WHERE handover_id = %s AND entity = %s AND record_id = ANY(%s)"
_PLANNED = "(SELECT i.{column} FROM handover_item i WHERE i.handover_id = %s AND i.entity = %s AND i.record_id = t.id)"

Target = tuple[int | None, int | None]
"""Owner and pool, one of the two."""


def start(ctx: Ctx, handover: Handover) -> int:
    """Let a job carry out a draft, or go on with one that was stopped; the id of the job record.

    Raises `Conflict` for one that runs or is done, `Forbidden` where the rights of now no longer do.
    """
    if handover.people:
        rights.require_word_over(ctx, handover.people)
    return _launch(ctx, handover, ("draft", "stopped"), Handover.State.RUNNING, "hand_over", _("Handover"))


def start_undo(ctx: Ctx, handover: Handover) -> int:
    """Let a job take back what has not changed hands since. For who started it and administrators, 30 days long."""
    if ctx.clock.now() > handover.created_at + timedelta(days=UNDO_DAYS):
        raise Conflict(_("A handover can be taken back for %(days)d days.") % {"days": UNDO_DAYS}, code="too_late")
    states = ("done", "stopped")
    return _launch(ctx, handover, states, Handover.State.UNDOING, "take_handover_back", _("Take a handover back"))


def _launch(ctx: Ctx, handover: Handover, states: Sequence[str], state: Handover.State, job: str, title: object) -> int:
    with transaction.atomic():
        kept = Handover.objects.select_for_update().get(id=handover.id)
        gone_on = kept.state == state and (kept.job is None or kept.job.state in records.FINAL)
        if kept.totals is not None:
            raise Conflict(_("The lines of this handover are no longer kept."), code="swept")
        if kept.state not in states and not gone_on:
            raise Conflict(_("This handover is not in the state for that."), code="wrong_state")
        total = HandoverItem.objects.filter(handover=kept, state__in=STATES[state == Handover.State.UNDOING]).count()
        record = records.start_job(ctx, job, title=str(title), total=total, handover_id=kept.id)
        kept.state, kept.job_id = state, record.id
        kept.save(update_fields=["state", "job"])
        if state == Handover.State.RUNNING:
            audit.write(ctx, [audit.Entry("handover", kept.id, "handover_started", meta={"records": total})])
    return record.id


def batch(ctx: Ctx, handover_id: int, *, undo: bool) -> int:
    """The next lines; how many were settled. Call it in a transaction."""
    handover = Handover.objects.select_for_update().get(id=handover_id)
    rows = fetch_all(_NEXT, (handover_id, STATES[undo][0], BATCH))
    if not rows:
        return 0
    key = rows[0][1]
    lines = [row for row in rows if row[1] == key]
    entity = registry.all_entities(ctx).get(key)
    ids = [row[2] for row in lines]
    if entity is None:
        _settle(handover_id, key, ids, undo, "changed")
        return len(ids)
    groups: dict[Target, list[int]] = {}
    for _id, _key, record_id, owner, pool, giver in lines:
        groups.setdefault((giver, None) if undo else (owner, pool), []).append(record_id)
    for owner in sorted(owner for owner, _pool in groups if owner is not None):
        limits.serialize(owner)
    held = _held_back(ctx, entity, ids)
    _settle(handover_id, key, held, undo, "locked")
    for target, wanted in groups.items():
        free = [id_ for id_ in wanted if id_ not in set(held)]
        _one_group(ctx, handover, entity, target, free, undo=undo)
    return len(ids)


def _one_group(
    ctx: Ctx, handover: Handover, entity: CompiledEntity, target: Target, ids: list[int], *, undo: bool
) -> None:
    owner = target[0]
    where = [_still(entity, handover.id, "to" if undo else "from")]
    if not undo:
        if owner is not None and not _takes(ctx, entity, owner):
            _settle(handover.id, entity.key, ids, undo, "bad_target")
            return
        where.append(right(ctx, entity, "assign"))
    moved = _move(ctx, handover, entity, target, ids, all_of(where), undo=undo)
    execute(_SETTLE, ("back" if undo else "moved", "", handover.id, entity.key, moved))
    rest = sorted(set(ids) - set(moved))
    if rest and not undo:
        # What is still theirs and did not go is what the actor may no longer hand over.
        still = _still(entity, handover.id, "from")
        theirs = fetch_all(
            f"SELECT t.id FROM {entity.table} t WHERE t.id = ANY(%s) AND t.deleted_at IS NULL AND {still.text}",  # noqa: S608
            (rest, *still.params),
        )
        refused = [row[0] for row in theirs]
        _settle(handover.id, entity.key, refused, undo, "no_right")
        rest = sorted(set(rest) - set(refused))
    _settle(handover.id, entity.key, rest, undo, "changed")


def _move(
    ctx: Ctx, handover: Handover, entity: CompiledEntity, target: Target, ids: list[int], where: Sql, *, undo: bool
) -> list[int]:
    if not ids or where.is_false:
        return []
    owner, pool = target
    text = (_("Handover %(number)d taken back") if undo else _("Handover %(number)d")) % {"number": handover.id}
    reason = f"{text}: {handover.reason}"[:MAX_REASON] if handover.reason else str(text)
    if entity.pooled and not entity.definition.scope.follows:
        goal = ledger.Target(owner=owner, pool=pool)
        return ledger.move(ctx, entity, ids, goal, "handover", where=where, reason=reason)
    if owner is None:
        return []
    event = ledger.EVENTS["handover"]
    return handing.give(ctx, entity, ids, owner, "handover", event, where=where, reason=reason)


def _still(entity: CompiledEntity, handover_id: int, side: str) -> Sql:
    """The row is where the line says: with the giver, or after the handover with who got it."""
    parts = [(f"t.owner_id IS NOT DISTINCT FROM {_PLANNED.format(column=f'{side}_owner_id')}")]
    if side == "to" and entity.pooled:
        parts.append(f"t.pool_id IS NOT DISTINCT FROM {_PLANNED.format(column='to_pool_id')}")
    return Sql(f"({' AND '.join(parts)})", (handover_id, entity.key) * len(parts))


def _takes(ctx: Ctx, entity: CompiledEntity, owner: int) -> bool:
    active = User.objects.filter(id=owner, status=User.Status.ACTIVE, deleted_at__isnull=True).exists()
    return active and reach.reaches(ctx, entity, owner)


def _held_back(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> list[int]:
    """Rows that something else holds, such as a running approval."""
    held: set[int] = set()
    for check in hooks.lock_checks:
        held.update(check(ctx, entity, ids))
    return sorted(held.intersection(ids))


def _settle(handover_id: int, key: str, ids: Sequence[int], undo: bool, why: str) -> None:
    if ids:
        execute(_SETTLE, ("stays" if undo else "kept", why, handover_id, key, list(ids)))


def settled(handover_id: int, *, undo: bool) -> int:
    """How many lines are through."""
    return HandoverItem.objects.filter(handover_id=handover_id, state__in=STATES[undo][1:]).count()


def require_mine(ctx: Ctx, handover: Handover) -> None:
    """The job works in the name of who started it, with the rights of this moment."""
    if handover.people and not rights.administers(ctx) and not set(handover.people) <= set(ctx.actor.reports):
        raise Forbidden(_("You no longer have a word over these people."), code="no_superior")
