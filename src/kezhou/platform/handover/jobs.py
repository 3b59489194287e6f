"""The jobs that carry a handover out and take it back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, KezhouError
from kezhou.platform import audit
from kezhou.platform.jobs import records
from kezhou.platform.jobs.registry import MAX_TIMEOUT, job
from kezhou.platform.records import staff

from . import notices, run, sweep
from .models import Handover, HandoverDuty, HandoverItem
from .sources import sources

REPORT = "/api/v1/handover/{}/report.xlsx"
"""What the starter may fetch when the work is done."""


@job("hand_over", timeout=MAX_TIMEOUT)
def hand_over(record_id: int, handover_id: int) -> None:
    """Records, then duties, then messages; at the end, where the plan says so, the accounts are closed."""
    records.begin(record_id)
    try:
        _batches(record_id, handover_id, undo=False)
        with transaction.atomic():
            ctx = records.ctx_of(record_id)
            handover = Handover.objects.select_for_update().get(id=handover_id)
            if handover.state != Handover.State.RUNNING:
                return
            run.require_mine(ctx, handover)
            moved, kept = complete(ctx, handover)
    except records.JobCancelled:
        Handover.objects.filter(id=handover_id, state=Handover.State.RUNNING).update(state=Handover.State.STOPPED)
        raise
    message = _("%(moved)d handed over, %(kept)d kept") % {"moved": moved, "kept": kept}
    records.finish(record_id, {"url": REPORT.format(handover_id), "moved": moved, "kept": kept}, str(message))


def complete(ctx: Ctx, handover: Handover) -> tuple[int, int]:
    """What comes after the records of a running handover; how many of them moved and were kept. Call it in a
    transaction."""
    _give_duties(ctx, handover)
    _close_accounts(ctx, handover)
    moved = HandoverItem.objects.filter(handover=handover, state="moved").count()
    kept = HandoverItem.objects.filter(handover=handover, state="kept").count()
    handover.state, handover.finished_at = Handover.State.DONE, ctx.clock.now()
    handover.save(update_fields=["state", "finished_at", "disabled"])
    meta = {"moved": moved, "kept": kept, "disabled": handover.disabled}
    audit.write(ctx, [audit.Entry("handover", handover.id, "handover_done", meta=meta)])
    notices.received(ctx, handover)
    return moved, kept


@job("take_handover_back", timeout=MAX_TIMEOUT)
def take_handover_back(record_id: int, handover_id: int) -> None:
    """What has changed hands since stays and is reported; accounts stay closed."""
    records.begin(record_id)
    _batches(record_id, handover_id, undo=True)
    with transaction.atomic():
        ctx = records.ctx_of(record_id)
        handover = Handover.objects.select_for_update().get(id=handover_id)
        if handover.state != Handover.State.UNDOING:
            return
        for duty in handover.duties.filter(state="moved"):
            source = sources.get(duty.source)
            HandoverDuty.objects.filter(id=duty.id).update(
                state="back", count=source.back(ctx, duty.before) if source else 0
            )
        back = HandoverItem.objects.filter(handover=handover, state="back").count()
        stays = HandoverItem.objects.filter(handover=handover, state="stays").count()
        handover.state, handover.undone_at = Handover.State.UNDONE, ctx.clock.now()
        handover.save(update_fields=["state", "undone_at"])
        meta = {"back": back, "stays": stays}
        audit.write(ctx, [audit.Entry("handover", handover.id, "handover_undone", meta=meta)])
        notices.taken_back(ctx, handover)
    message = _("%(back)d taken back, %(stays)d changed since and stay") % {"back": back, "stays": stays}
    records.finish(record_id, {"url": REPORT.format(handover_id), "back": back, "stays": stays}, str(message))


@job("sweep_handovers", timeout=3600, every="47 18 * * *")
def sweep_handovers() -> None:
    """At 02:47 of the company's day: lines of handovers past their time go, their sums stay."""
    sweep.sweep(Ctx.system("sweep_handovers"))


def _batches(record_id: int, handover_id: int, *, undo: bool) -> None:
    while True:
        with transaction.atomic():
            ctx = records.ctx_of(record_id)
            if not undo:
                run.require_mine(ctx, Handover.objects.get(id=handover_id))
            if not run.batch(ctx, handover_id, undo=undo):
                return
        records.progress(record_id, run.settled(handover_id, undo=undo))


def _give_duties(ctx: Ctx, handover: Handover) -> None:
    for duty in handover.duties.filter(state="waiting").order_by("id"):
        source = sources.get(duty.source)
        try:
            if source is None or not source.may(ctx):
                raise Conflict(code="no_right")
            with transaction.atomic():
                lines = list(source.give(ctx, duty.person_id, duty.to_owner_id))
        except KezhouError as problem:
            HandoverDuty.objects.filter(id=duty.id).update(state="kept", before=[{"why": problem.code}])
            continue
        HandoverDuty.objects.filter(id=duty.id).update(state="moved", count=len(lines), before=lines)


def _close_accounts(ctx: Ctx, handover: Handover) -> None:
    for person in handover.people if handover.plan.get("disable") is True else ():
        try:
            staff.disable(ctx, person)
        except Conflict:
            continue  # closed already
        handover.disabled = [*handover.disabled, person]
