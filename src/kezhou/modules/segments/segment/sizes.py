"""How large segments are: counted for their owner each night and on demand, kept per day for the trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, Forbidden, NotFound, TooMany
from kezhou.sdk.org import ctx_for_user
from kezhou.sdk.query import ListQuery, entity, execute, fetch_all, fetch_one, parse, predicate

from .model import Segment, SegmentSize

TREND_DAYS = 90
KEPT_DAYS = 400

_KEEP = """
INSERT INTO segments_segmentsize (segment_id, "on", size) VALUES (%s, %s, %s)
ON CONFLICT (segment_id, "on") DO UPDATE SET size = excluded.size"""


@dataclass(frozen=True, slots=True)
class DaySize:
    on: date
    size: int


def count(ctx: Ctx, segment: Segment) -> int:
    """The records that the actor may see and that the segment holds. Raises `BadRequest` where it no longer can be
    asked."""
    over = entity(ctx, segment.entity)
    where = predicate(ctx, over, ListQuery(where=parse(segment.condition)))
    row = fetch_one(f"SELECT count(*) FROM {over.table} t WHERE {where.text}", where.params)  # noqa: S608
    return int(row[0]) if row else 0


def refresh(ctx: Ctx, segment: Segment) -> None:
    """Count a segment with its owner's rights of this moment, and keep the number for today."""
    now = ctx.clock.now()
    try:
        size: int | None = count(ctx_for_user(segment.owner_id, ctx.clock), segment)
        problem = ""
    except (BadRequest, Forbidden, NotFound, TooMany) as error:
        size, problem = None, error.code
    with transaction.atomic():
        execute(
            "UPDATE segments_segment SET size = %s, problem = %s, counted_at = %s WHERE id = %s AND version = %s",
            (size, problem, now, segment.id, segment.version),
        )
        if size is not None:
            execute(_KEEP, (segment.id, company_today(ctx.clock), size))


def refresh_all(ctx: Ctx) -> int:
    """Count all segments, one after the other; how many there were. Sizes older than `KEPT_DAYS` go."""
    done = 0
    for segment in Segment.objects.filter(deleted_at__isnull=True).order_by("id").iterator(chunk_size=200):
        refresh(ctx, segment)
        done += 1
    SegmentSize.objects.filter(on__lt=company_today(ctx.clock) - timedelta(days=KEPT_DAYS)).delete()
    return done


def trends(ctx: Ctx, ids: Sequence[int]) -> dict[int, list[DaySize]]:
    """The sizes of the last `TREND_DAYS` days, oldest first."""
    since = company_today(ctx.clock) - timedelta(days=TREND_DAYS - 1)
    found: dict[int, list[DaySize]] = {}
    rows = fetch_all(
        'SELECT segment_id, "on", size FROM segments_segmentsize WHERE segment_id = ANY(%s) AND "on" >= %s '
        'ORDER BY segment_id, "on"',
        (list(ids), since),
    )
    for segment_id, on, size in rows:
        found.setdefault(segment_id, []).append(DaySize(on, size))
    return found
