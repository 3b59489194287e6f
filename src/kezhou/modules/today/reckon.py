"""Closeness and rhythm from the follow-ups: set-based over ranges of ids each night, and for one record when asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction

from kezhou.kernel.clock import COMPANY_ZONE, company_today
from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import execute, fetch_all, fetch_one

from . import closeness, rhythm

ENTITIES = {"customer": "customer_id", "contact": "contact_id"}
"""Who can be close → the column of follow-ups that names them."""
CHUNK = 5_000
"""Ids of one transaction."""
YEARS_BACK = 2
MONTHS = 12
IN_PERSON = ("visit", "meeting", "demo", "dinner")
SPOKEN = ("call",)

_FACTS = """
SELECT t.id, array_agg(DISTINCT t.day ORDER BY t.day),
       count(*) FILTER (WHERE t.day > %(d90)s),
       count(*) FILTER (WHERE t.day > %(d180)s AND t.kind = ANY(%(in_person)s)),
       count(*) FILTER (WHERE t.day > %(d180)s AND t.kind = ANY(%(spoken)s)),
       count(*) FILTER (WHERE t.day > %(d180)s AND NOT t.kind = ANY(%(met)s)),
       max(t.day) FILTER (WHERE t.day <= %(d90)s),
       count(*) FILTER (WHERE t.day <= %(d90)s AND t.day > %(d180)s),
       count(*) FILTER (WHERE t.day <= %(d90)s AND t.day > %(d270)s AND t.kind = ANY(%(in_person)s)),
       count(*) FILTER (WHERE t.day <= %(d90)s AND t.day > %(d270)s AND t.kind = ANY(%(spoken)s)),
       count(*) FILTER (WHERE t.day <= %(d90)s AND t.day > %(d270)s AND NOT t.kind = ANY(%(met)s))
  FROM (SELECT f.{column} AS id, f.kind, (f.at AT TIME ZONE '{zone}')::date AS day FROM activities_followup f
         WHERE f.deleted_at IS NULL AND f.effective AND f.{column} > %(low)s AND f.{column} <= %(high)s
           AND f.at > %(since)s AND f.at <= %(now)s) t
 GROUP BY t.id ORDER BY t.id"""
"""One pass over the follow-ups of a range and no joins: whatever the planner believes, it cannot go wrong."""

_KEEP = """
INSERT INTO today_closeness AS c (entity, record_id, score, recency, frequency, depth, score_before, loyalty, last_on,
  median_days, spread_days, quiet_days, reckoned_on)
SELECT %s, r.*, %s FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[],
  %s::date[], %s::int[], %s::int[], %s::int[]) r
ON CONFLICT (entity, record_id) DO UPDATE SET (score, recency, frequency, depth, score_before, loyalty, last_on,
  median_days, spread_days, quiet_days, reckoned_on) = ROW (excluded.score, excluded.recency, excluded.frequency,
  excluded.depth, excluded.score_before, excluded.loyalty, excluded.last_on, excluded.median_days,
  excluded.spread_days, excluded.quiet_days, excluded.reckoned_on)"""

_FORGET = "DELETE FROM today_closeness WHERE entity = %s AND record_id > %s AND record_id <= %s AND reckoned_on < %s"


@dataclass(frozen=True, slots=True)
class Reckoned:
    """All that is known of one customer or contact."""

    id: int
    contacts: closeness.Contacts
    now: closeness.Closeness
    before: int
    loyalty: int
    active_months: int
    last_on: date
    median: int | None
    spread: int | None
    quiet_days: int | None


def facts(ctx: Ctx, entity: str, low: int, high: int) -> Iterator[Reckoned]:
    """Everybody with an effective contact whose id lies in (low, high]."""
    today, now = company_today(ctx.clock), ctx.clock.now()
    days = {f"d{n}": today - timedelta(days=n) for n in (90, 180, 270)}
    params: Mapping[str, Any] = {
        "low": low,
        "high": high,
        "now": now,
        "since": now - timedelta(days=365 * YEARS_BACK),
        "in_person": list(IN_PERSON),
        "spoken": list(SPOKEN),
        "met": [*IN_PERSON, *SPOKEN],
        **days,
    }
    statement = _FACTS.format(column=ENTITIES[entity], zone=COMPANY_ZONE)
    for row in fetch_all(statement, params):  # type: ignore[arg-type]
        yield _reckoned(row, today)


def _reckoned(row: Sequence[Any], today: date) -> Reckoned:
    days: Sequence[date] = row[1]
    last, first, last_before = days[-1], days[0], row[6]
    contacts = closeness.Contacts((today - last).days, *row[2:6])
    at_that_time = today - timedelta(days=90)
    before = closeness.Contacts((at_that_time - last_before).days if last_before else None, *row[7:11])
    now_score, before_score = closeness.closeness(contacts), closeness.closeness(before).score
    months = {(day.year, day.month) for day in days if day > today - timedelta(days=MONTHS * 30)}
    known = (today - first).days // 30 + 1
    rhythmic = rhythm.spread_of([(later - day).days for day, later in pairwise(days)])
    middle, spread = rhythmic or (None, None)
    return Reckoned(
        row[0],
        contacts,
        now_score,
        before_score,
        closeness.loyalty(now_score.score, before_score, len(months), known),
        len(months),
        last,
        None if middle is None else max(1, round(middle)),
        None if spread is None else round(spread),
        None if middle is None or spread is None else rhythm.quiet_after(middle, spread),
    )


def of_one(ctx: Ctx, entity: str, record_id: int) -> Reckoned | None:
    """The present state of one, past what the night kept; None where there was never an effective contact. The caller
    has made sure that the record may be seen."""
    return next(facts(ctx, entity, record_id - 1, record_id), None)


def reckon_all(ctx: Ctx) -> int:
    """Keep everybody's state as of today; how many there are. Stopped half-way, the same day's next run goes on."""
    today = company_today(ctx.clock)
    kept = 0
    for entity, column in ENTITIES.items():
        top = fetch_one(f"SELECT coalesce(max({column}), 0) FROM activities_followup")  # noqa: S608
        known = fetch_one(
            "SELECT coalesce(max(record_id) FILTER (WHERE reckoned_on = %s), 0), coalesce(max(record_id), 0)"
            " FROM today_closeness WHERE entity = %s",
            (today, entity),
        )
        low = known[0] if known else 0
        high = max(top[0] if top else 0, known[1] if known else 0)
        while low < high:
            with transaction.atomic():
                kept += _keep(entity, list(facts(ctx, entity, low, low + CHUNK)), today)
                execute(_FORGET, (entity, low, low + CHUNK, today))
            low += CHUNK
    return kept


def _keep(entity: str, rows: Sequence[Reckoned], today: date) -> int:
    if not rows:
        return 0
    columns = zip(
        *(
            (
                row.id,
                row.now.score,
                row.now.recency,
                row.now.frequency,
                row.now.depth,
                row.before,
                row.loyalty,
                row.last_on,
                row.median,
                row.spread,
                row.quiet_days,
            )
            for row in rows
        ),
        strict=True,
    )
    execute(_KEEP, (entity, today, *(list(column) for column in columns)))
    return len(rows)
