"""Planned visits to which nobody came: late after some minutes, missed when their day is over."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction

from kezhou.kernel.clock import COMPANY_ZONE, company_today
from kezhou.kernel.ctx import Ctx
from kezhou.modules.activities import settings
from kezhou.sdk import records
from kezhou.sdk.events import NewEvent, emit
from kezhou.sdk.query import fetch_all

CHUNK = 500
MAX_CHUNKS = 200

_LATE = """
UPDATE activities_visit SET late = TRUE WHERE id IN (
  SELECT id FROM activities_visit
   WHERE state = 'planned' AND deleted_at IS NULL AND NOT late AND checked_in_at IS NULL AND planned_at < %s
   ORDER BY planned_at LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING id"""

_OVER = """
SELECT id FROM activities_visit
 WHERE state = 'planned' AND deleted_at IS NULL AND checked_in_at IS NULL AND planned_at < %s
 ORDER BY planned_at LIMIT %s"""


def mark_late(ctx: Ctx) -> int:
    """Flag them, once each, with the event `visit.late`; how many. No new version: nobody edited them."""
    before = ctx.clock.now() - timedelta(minutes=settings.current().late_minutes)
    total = 0
    for _round in range(MAX_CHUNKS):
        with transaction.atomic():
            ids = [row[0] for row in fetch_all(_LATE, (before, CHUNK))]
            emit(ctx, [NewEvent("visit.late", "visit", id_, {"late": (False, True)}) for id_ in ids])
        total += len(ids)
        if len(ids) < CHUNK:
            break
    return total


def mark_missed(ctx: Ctx) -> int:
    """Those of days that are over, in the company's zone, become missed through the pipeline; how many."""
    midnight = datetime.combine(company_today(ctx.clock), time.min, COMPANY_ZONE)
    options = records.Options(internal=True, moves_free=True, event="missed")
    total = 0
    for _round in range(MAX_CHUNKS):
        ids = [row[0] for row in fetch_all(_OVER, (midnight, CHUNK))]
        done = [d for d in records.update_many(ctx, "visit", ids, {"state": "missed"}, options) if d.ok] if ids else []
        total += len(done)
        if len(done) < CHUNK:
            break
    return total
