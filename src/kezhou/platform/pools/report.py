"""公海进出: what went into a pool and what came out of it, from the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kezhou.platform.base.sql import fetch_all, fetch_one

from .limits import midnight

MAX_DAYS = 366

_FLOW = """
SELECT day, kind, sum(went_in), sum(came_out) FROM (
  SELECT (at AT TIME ZONE 'Asia/Shanghai')::date AS day, kind, 1 AS went_in, 0 AS came_out
    FROM pools_move WHERE to_pool_id = %s AND at >= %s AND at < %s
  UNION ALL
  SELECT (at AT TIME ZONE 'Asia/Shanghai')::date, kind, 0, 1
    FROM pools_move WHERE from_pool_id = %s AND at >= %s AND at < %s) moves
 GROUP BY day, kind ORDER BY day, kind"""

_STOCK = """
SELECT (SELECT count(*) FROM pools_move WHERE to_pool_id = %s AND at < %s)
     - (SELECT count(*) FROM pools_move WHERE from_pool_id = %s AND at < %s)"""


@dataclass(frozen=True, slots=True)
class Flow:
    """So many records went in and came out on a day in one way (the kind of move)."""

    day: date
    kind: str
    went_in: int
    came_out: int


@dataclass(frozen=True, slots=True)
class Report:
    """`opening` + what went in − what came out = `closing`; the trash counts, it keeps its place."""

    opening: int
    closing: int
    flows: Sequence[Flow]


def report(pool_id: int, first: date, last: date) -> Report:
    """Days from `first` to `last` inclusive, in the company's zone; at most `MAX_DAYS`."""
    last = first + timedelta(days=min((last - first).days, MAX_DAYS - 1))
    begin, end = midnight(first), midnight(last + timedelta(days=1))
    rows = fetch_all(_FLOW, (pool_id, begin, end) * 2)
    flows = [Flow(day, kind, int(went_in), int(came_out)) for day, kind, went_in, came_out in rows]
    return Report(_stock(pool_id, begin), _stock(pool_id, end), flows)


def _stock(pool_id: int, moment: object) -> int:
    row = fetch_one(_STOCK, (pool_id, moment) * 2)
    return int(row[0]) if row else 0
