"""Lines of handovers that nobody needs any more: sums stay, who had which record is in audit and ledger anyway."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import execute
from kezhou.platform.jobs import limits

from . import report, split
from .models import Handover, HandoverDuty

KEPT_DAYS = 180
"""For this long the lines stay to be read; taking back is possible for `run.UNDO_DAYS` only."""
DRAFT_DAYS = 30
"""A plan that nobody carried out is forgotten after this."""
FINAL = (Handover.State.DONE, Handover.State.STOPPED, Handover.State.UNDONE)


def sweep(ctx: Ctx) -> int:
    """Each handover by itself, so that a run that is stopped goes on the next night; how many lost their lines."""
    now = ctx.clock.now()
    drafts = Handover.objects.filter(state=Handover.State.DRAFT, created_at__lt=now - timedelta(days=DRAFT_DAYS))
    for draft in drafts.order_by("id"):
        limits.check()
        with transaction.atomic():
            kept = Handover.objects.select_for_update().filter(id=draft.id, state=Handover.State.DRAFT).first()
            if kept is not None:
                split.discard(kept)
    old = Handover.objects.filter(totals__isnull=True, state__in=FINAL, created_at__lt=now - timedelta(days=KEPT_DAYS))
    ids = list(old.order_by("id").values_list("id", flat=True))
    for id_ in ids:
        limits.check()
        with transaction.atomic():
            _forget(ctx, Handover.objects.select_for_update().get(id=id_))
    return len(ids)


def _forget(ctx: Ctx, handover: Handover) -> None:
    found = report.described(ctx, handover)
    for part in found["entities"]:
        for target in part["targets"]:
            target["sample"] = []
        part["label"] = part["key"]
    handover.totals = {"count": found["count"], "entities": found["entities"]}
    handover.plan = {**handover.plan, "hand": []}
    handover.save(update_fields=["totals", "plan"])
    HandoverDuty.objects.filter(handover=handover).update(before=[])
    execute("DELETE FROM handover_item WHERE handover_id = %s", (handover.id,))
