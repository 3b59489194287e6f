"""How many opportunities stand where and what they come to, from sums that triggers keep.

`funnel_standing` holds counts and amounts by person, department, process, stage, state, month of opening and currency
(see `models.py`). It answers where the reader's predicate speaks of whole people or departments only; the days at both
ends of a time that are no whole month are counted from the rows. Both together are exact at every moment.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from kezhou.sdk.query import Sql, execute, fetch_one

from .reach import Asked

NO_DAY = date(1, 1, 1)
"""Stands for the month of opportunities without a day of opening."""
LAST_DAY = date(9999, 12, 1)
FOLDED_AT_ONCE = 200_000
FOLD_LOCK = 7_104_201
"""Number of the advisory lock that lets one process fold at a time."""
KEYS = ("owner_id", "dept_id", "process_id", "stage_id", "state", "month", "currency")
MEASURES = ("n", "amounts", "amount", "weighteds", "weighted")

_WHOLE = re.compile(r'(?:[()\s]|AND|OR|TRUE|t\."?(?:owner_id|dept_id)"? = (?:ANY\(%s\)|%s))*')
_COLUMNS = ", ".join(f"t.{name}" for name in ("owner_id", "dept_id", "stage_id", "state", "currency", *MEASURES))
_KEPT = f"SELECT {_COLUMNS} FROM funnel_standing t WHERE t.process_id = %s AND t.month >= %s AND t.month < %s AND {{who}}"  # noqa: S608, E501
_ROWS = f"""
SELECT {_COLUMNS} FROM funnel_counted t
 WHERE t.process_id = %s AND t.opened_on >= %s AND t.opened_on < %s AND {{who}}"""  # noqa: S608
_FOLD = f"""
WITH fresh AS (SELECT id, {", ".join(KEYS)} FROM funnel_standing WHERE NOT folded ORDER BY id LIMIT %s),
touched AS (SELECT DISTINCT {", ".join(KEYS)} FROM fresh),
gone AS (
  DELETE FROM funnel_standing s USING touched k
   WHERE ({", ".join(f"s.{name}" for name in KEYS)}) = ({", ".join(f"k.{name}" for name in KEYS)})
     AND (s.folded OR s.id <= (SELECT max(id) FROM fresh))
  RETURNING {", ".join(f"s.{name}" for name in (*KEYS, *MEASURES))}),
kept AS (
  INSERT INTO funnel_standing ({", ".join((*KEYS, *MEASURES))}, folded)
  SELECT {", ".join(KEYS)}, {", ".join(f"sum({name})" for name in MEASURES)}, TRUE FROM gone
   GROUP BY {", ".join(KEYS)} HAVING {" OR ".join(f"sum({name}) <> 0" for name in MEASURES)})
SELECT count(*) FROM fresh"""  # noqa: S608 — constants of this file


def answers(asked: Asked) -> bool:
    """Whether the predicate speaks of nothing but owners and departments, by which the sums are kept."""
    return asked.process is not None and _WHOLE.fullmatch(asked.who.text) is not None


def counted(asked: Asked) -> Sql:
    """Lines (owner_id, dept_id, stage_id, state, currency, n, amounts, amount, weighteds, weighted) that add up to
    what is asked; 0 stands for no owner, department or stage, `amounts` says how many have an amount at all."""
    first, last = asked.first, asked.last
    if first is None and last is None:
        return _piece(_KEPT, asked, NO_DAY, date.max)
    begin = first or NO_DAY + timedelta(days=31)
    end = LAST_DAY if last is None else last + timedelta(days=1)
    whole_from = begin if begin.day == 1 else _next_month(begin)
    whole_until = end.replace(day=1)
    if whole_from >= whole_until:
        return _piece(_ROWS, asked, begin, end)
    parts = [_piece(_KEPT, asked, whole_from, whole_until)]
    if begin < whole_from:
        parts.append(_piece(_ROWS, asked, begin, whole_from))
    if whole_until < end:
        parts.append(_piece(_ROWS, asked, whole_until, end))
    return Sql(" UNION ALL ".join(part.text for part in parts), tuple(v for part in parts for v in part.params))


def fold() -> int:
    """Put the lines that changes left together with what they change; how many there were. Call within a
    transaction."""
    row = fetch_one("SELECT pg_try_advisory_xact_lock(%s)", (FOLD_LOCK,))
    if row is None or not row[0]:
        return 0
    folded = fetch_one(_FOLD, (FOLDED_AT_ONCE,))
    return int(folded[0]) if folded else 0


def rebuild() -> None:
    """Count everything anew. Call within a transaction."""
    execute("LOCK TABLE sales_opportunity IN SHARE MODE")
    execute("DELETE FROM funnel_standing")
    execute("SELECT funnel_standing_fill()")


def _piece(text: str, asked: Asked, begin: date, end: date) -> Sql:
    return Sql(text.format(who=asked.who.text), (asked.process, begin, end, *asked.who.params))


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
