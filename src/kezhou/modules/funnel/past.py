"""What the forecast learns from and reckons with: what ended, how dates were off, what is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.sdk.query import Sql, fetch_all

from .calibration import Walk

MAX_ENDED = 20_000
"""The newest ended opportunities that are learned from."""
MAX_OPEN = 20_000
NOTICE_DAYS = 30
"""A deviation is measured from the close that was expected this long before the real one: a correction on
the last day is no forecast."""
MAX_SLIP = 730

_ENDED = """
WITH opp AS MATERIALIZED (
  SELECT t.id, t.owner_id, t.state, t.opened_on, t.closed_on FROM sales_opportunity t
   WHERE {rows} AND t.state <> 'open' AND t.closed_on IS NOT NULL ORDER BY t.closed_on DESC, t.id DESC LIMIT %s)
SELECT o.owner_id, o.state = 'won', o.opened_on, o.closed_on, s.stages, s.since, s.until, e.day
  FROM opp o
  LEFT JOIN LATERAL (
    SELECT array_agg((h.value #>> '{{}}')::bigint ORDER BY h.valid_from NULLS FIRST) AS stages,
           array_agg((h.valid_from AT TIME ZONE %s)::date ORDER BY h.valid_from NULLS FIRST) AS since,
           array_agg((h.valid_to AT TIME ZONE %s)::date ORDER BY h.valid_from NULLS FIRST) AS until
      FROM audit_history h
     WHERE h.entity = 'opportunity' AND h.record_id = o.id AND h.field = 'stage' AND jsonb_typeof(h.value) = 'number'
       AND h.valid_to IS NOT NULL) s ON TRUE
  LEFT JOIN LATERAL (
    SELECT (h.value #>> '{{}}')::date AS day, coalesce(h.valid_from, '-infinity') <= o.closed_on - %s AS timely
      FROM audit_history h
     WHERE h.entity = 'opportunity' AND h.record_id = o.id AND h.field = 'expected_on'
       AND jsonb_typeof(h.value) = 'string' AND o.state = 'won'
     ORDER BY 2 DESC, CASE WHEN h.valid_from <= o.closed_on - %s THEN h.valid_from END DESC NULLS LAST, h.valid_from
     LIMIT 1) e ON TRUE"""
_OPEN = """
SELECT t.id, t.owner_id, t.stage_id, t.amount_base, t.expected_on, t.opened_on FROM sales_opportunity t
 WHERE {rows} AND t.state = 'open' ORDER BY t.amount_base DESC NULLS LAST, t.id LIMIT %s"""
_WON = """
SELECT date_trunc('month', t.closed_on)::date, sum(t.amount_base),
       count(*) FILTER (WHERE t.amount IS NOT NULL AND t.amount_base IS NULL)
  FROM sales_opportunity t
 WHERE {rows} AND t.state = 'won' AND t.closed_on BETWEEN %s AND %s GROUP BY 1"""


@dataclass(slots=True)
class Past:
    """Ended opportunities; `slips` days from the expected to the real close of won ones; `cycles` days from opening
    to the win."""

    walks: list[Walk]
    slips: list[int]
    cycles: list[int]


@dataclass(frozen=True, slots=True)
class Open:
    """An open opportunity; `amount` in the base currency, None where there is none or no rate is known."""

    id: int
    owner: int | None
    stage: int
    amount: Decimal | None
    expected_on: date | None
    opened_on: date | None


def past(rows: Sql, open_stages: frozenset[int]) -> Past:
    """The newest ended opportunities of the rows in question, in one statement."""
    found = Past([], [], [])
    zone = str(COMPANY_ZONE)
    for owner, won, opened, closed, stages, since, until, expected in fetch_all(
        _ENDED.format(rows=rows.text), (*rows.params, MAX_ENDED, zone, zone, NOTICE_DAYS, NOTICE_DAYS)
    ):
        steps = [
            (stage, begin or opened or end, end)
            for stage, begin, end in zip(stages or (), since or (), until or (), strict=True)
            if stage in open_stages
        ]
        found.walks.append(Walk(owner, won, closed, steps))
        if won and expected is not None and abs((closed - expected).days) <= MAX_SLIP:
            found.slips.append((closed - expected).days)
        if won and opened is not None and closed >= opened:
            found.cycles.append((closed - opened).days)
    return found


def open_ones(rows: Sql) -> list[Open]:
    """The open opportunities, the largest first."""
    return [Open(*row) for row in fetch_all(_OPEN.format(rows=rows.text), (*rows.params, MAX_OPEN)) if row[2]]


@dataclass(frozen=True, slots=True)
class Won:
    """First day of the month → what was won in it, in the base currency; `left_out` won ones are in no month's sum,
    because no rate of their currency is kept."""

    months: Mapping[date, Decimal]
    left_out: int


def won_by_month(rows: Sql, first: date, last: date) -> Won:
    """What was won from the first day to the last."""
    found = fetch_all(_WON.format(rows=rows.text), (*rows.params, first, last))
    return Won({month: amount for month, amount, _out in found if amount is not None}, sum(row[2] for row in found))
