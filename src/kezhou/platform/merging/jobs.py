"""The jobs of this room: rows that came late follow, and what an undo needed is forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import execute, fetch_one
from kezhou.platform.entities import registry
from kezhou.platform.jobs import limits
from kezhou.platform.jobs.registry import job
from kezhou.platform.records import ownership

from .merge import count
from .models import Loser, Merge
from .move import move
from .places import places_of
from .undo import DAYS

LATE = timedelta(hours=2)
"""For how long after a merge somebody may still be saving what names a loser."""
CHUNK = 5_000


@job("merging_follow", timeout=600, every="*/10 * * * *")
def follow() -> None:
    """Rows that were on their way to a loser when it was merged away go to the winner; safe to run at any time."""
    late(Ctx.system("merging"))


def late(ctx: Ctx) -> int:
    """Move what names a loser of the last hours; how many rows."""
    moved = 0
    for made in Merge.objects.filter(at__gte=ctx.clock.now() - LATE, undone_at__isnull=True).order_by("id"):
        limits.check()
        entity = registry.entity(ctx, made.entity)
        ids = list(Loser.objects.filter(merge=made, active=True).values_list("loser_id", flat=True))
        places = [place for place in places_of(ctx, entity) if place.key in count(places_of(ctx, entity), ids)]
        if not places:
            continue
        with transaction.atomic():
            still = Merge.objects.select_for_update().get(id=made.id)
            if still.undone_at is not None:
                continue
            for place in places:
                rows = move(ctx, still.id, place, still.winner_id, ids)
                still.counts = {**still.counts, place.key: still.counts.get(place.key, 0) + rows}
                moved += rows
            owner = f"SELECT {entity.owner_expression()} FROM {entity.table} t WHERE t.id = %s"  # noqa: S608
            row = fetch_one(owner, (still.winner_id,))
            ownership.follow(ctx, entity, {still.winner_id: row[0] if row else None})
            still.save(update_fields=["counts"])
    return moved


@job("merging_forget", timeout=3600, every="50 3 * * *")
def forget() -> None:
    """Nightly: drop moves and values of merges that can no longer be taken back."""
    forget_old(Ctx.system("merging"))


def forget_old(ctx: Ctx) -> int:
    """How many merges were forgotten. Redirects stay for good."""
    done = 0
    before = ctx.clock.now() - timedelta(days=DAYS + 1)
    for made in Merge.objects.filter(forgotten=False, at__lt=before).order_by("id"):
        limits.check()
        statement = "DELETE FROM merging_move WHERE id IN (SELECT id FROM merging_move WHERE merge_id = %s LIMIT %s)"
        while execute(statement, (made.id, CHUNK)):
            limits.check()
        Merge.objects.filter(id=made.id).update(before={}, after={}, forgotten=True)
        done += 1
    return done
