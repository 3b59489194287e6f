"""The jobs of this room: keys of what existed before, statistics, the scan, learning."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.jobs import limits, records
from kezhou.platform.jobs.models import JobRecord
from kezhou.platform.jobs.registry import job

from . import index, statistics, weights
from . import scan as scans
from .facts import compared_entities
from .models import Watched
from .watch import watched

HOUR = 3600


@job("duplicates_keep", timeout=2 * HOUR, every="17 * * * *")
def keep_up() -> None:
    """Key what is not keyed yet, then count anew what has grown by half since the last count; both go on where they
    stopped."""
    ctx = Ctx.system("duplicates")
    for entity in compared_entities(ctx):
        row = watched(entity)
        while True:
            limits.check()
            with transaction.atomic():
                current = Watched.objects.select_for_update().get(id=row.id)
                if not index.key_chunk(entity, current):
                    break
        if _grown(entity, row):
            statistics.recount(ctx, entity, Watched.objects.get(id=row.id))


@job("duplicates_recount", timeout=HOUR, every="40 3 * * *")
def recount() -> None:
    """The nightly count of characters, pairs and keys."""
    ctx = Ctx.system("duplicates")
    for entity in compared_entities(ctx):
        statistics.recount(ctx, entity, watched(entity))


@job("duplicates_scan", timeout=6 * HOUR, retries=5)
def scan(record_id: int, watched_id: int) -> None:
    """The scan of one entity in chunks; a killed try goes on at the bookmark."""
    records.begin(record_id)
    ctx = Ctx.system("duplicates")
    row = Watched.objects.get(id=watched_id)
    entity = registry.entity(ctx, row.entity)
    if row.counted_at is None:
        statistics.recount(ctx, entity, row)
    work = scans.begin(entity, row, statistics.Usual(row), weights.current())
    done = found = 0
    while True:
        compared, queued = scans.chunk(ctx, work)
        if not compared:
            break
        done, found = done + compared, found + queued
        records.progress(record_id, done, row.records)
    records.finish(record_id, {"records": done, "pairs": found})


def start_scan(ctx: Ctx, entity: CompiledEntity) -> JobRecord:
    """Begin a scan in the actor's name. Raises `Conflict` while one runs: it would only repeat it."""
    with transaction.atomic():
        row = Watched.objects.select_for_update().get(id=watched(entity).id)
        if (
            row.scanned_to is not None
            and JobRecord.objects.filter(kind="duplicates_scan", state__in=("queued", "running")).exists()
        ):
            raise Conflict(_("A scan for duplicates is running already."), code="scan_running")
        row.scanned_to = 0
        row.save(update_fields=["scanned_to"])
        title = _("Scan for duplicates: %(entity)s") % {"entity": entity.plural}
        return records.start_job(ctx, "duplicates_scan", title=str(title), total=row.records, watched_id=row.id)


@job("duplicates_relearn", timeout=HOUR, every="20 4 * * 0")
def relearn() -> None:
    """Weekly: weights from verdicts, once there are enough of them."""
    weights.relearn(Ctx.system("duplicates"))


def _grown(entity: CompiledEntity, row: Watched) -> bool:
    if row.counted_at is None:
        return True
    now = fetch_all(f"SELECT count(*) FROM {entity.table} t WHERE t.deleted_at IS NULL")[0][0]  # noqa: S608
    return bool(now > row.records * 3 / 2 + 100)
