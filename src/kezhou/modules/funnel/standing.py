"""How many opportunities stand where and what they come to, from sums that triggers keep.

`funnel_standing` holds counts and amounts by person, department, process, stage, state, month and year of opening, and
currency (see `models.py`). It answers where the reader's levels speak of whole people or departments only; what is
opened to the reader row by row, and the days at both ends of a time that are no whole month, are counted from the
rows. All together are exact at every moment.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from kezhou.sdk.money import BASE_CURRENCY
from kezhou.sdk.query import Sql, all_of, fetch_all, fetch_one

from .reach import Asked

NO_DAY, FIRST_DAY, LAST_DAY = date(1, 1, 1), date(2, 1, 1), date(9999, 1, 1)
"""What stands for the time of opportunities without a day of opening; where a time begins and ends that is open."""
FOLDED_AT_ONCE = 200_000
FOLD_LOCK = 7_104_201
"""Number of the advisory lock that lets one process fold at a time."""
KEYS = ("process_id", "grain", "begins", "dept_id", "owner_id", "stage_id", "state", "currency")
MEASURES = ("n", "amounts", "amount", "weighteds", "weighted")

_WHOLE = re.compile(r'(?:[()\s]|AND|OR|TRUE|t\."?(?:owner_id|dept_id)"? = (?:ANY\(%s\)|%s))*')
_COLUMNS = ", ".join(f"t.{name}" for name in ("owner_id", "dept_id", "stage_id", "state", "currency", *MEASURES))
_KEPT = f"""
SELECT {_COLUMNS} FROM funnel_standing t
 WHERE t.grain = '{{grain}}' AND t.process_id = %s AND t.begins >= %s AND t.begins < %s AND {{who}}"""  # noqa: S608
_ROWS = f"""
SELECT {_COLUMNS} FROM funnel_counted t
 WHERE t.process_id = %s AND t.opened_on >= %s AND t.opened_on < %s AND {{who}}"""  # noqa: S608
_OPENED = f"""
SELECT {_COLUMNS} FROM funnel_counted t WHERE t.process_id = %s AND {{time}} AND t.id IN (
  SELECT t.id FROM sales_opportunity t WHERE ({{opened}}) AND NOT coalesce(({{levels}}), FALSE))"""  # noqa: S608
_OPEN_KEPT = """
SELECT c.stage_id, sum(c.n), coalesce(sum(c.amount) FILTER (WHERE c.currency = %s), 0),
       coalesce(sum(c.weighted) FILTER (WHERE c.currency = %s), 0),
       coalesce(sum(c.amounts) FILTER (WHERE c.currency <> %s), 0)
  FROM ({counted}) c WHERE c.state = 'open' GROUP BY 1 HAVING sum(c.n) > 0"""
_OPEN_ROWS = """
SELECT t.stage_id, count(*), coalesce(sum(t.amount_base), 0), coalesce(sum(t.weighted_amount_base), 0),
       count(*) FILTER (WHERE t.amount IS NOT NULL AND t.amount_base IS NULL)
  FROM sales_opportunity t WHERE {rows} AND t.state = 'open' GROUP BY 1"""
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
   GROUP BY {", ".join(KEYS)} HAVING {" OR ".join(f"sum({name}) <> 0" for name in MEASURES)}
   ORDER BY {", ".join(KEYS)})
SELECT count(*) FROM fresh"""  # noqa: S608 — constants of this file


def answers(asked: Asked) -> bool:
    """Whether the levels speak of nothing but owners and departments, by which the sums are kept."""
    return asked.process is not None and _WHOLE.fullmatch(asked.levels.text) is not None


def counted(asked: Asked) -> Sql:
    """Lines (owner_id, dept_id, stage_id, state, currency, n, amounts, amount, weighteds, weighted) that add up to
    what is asked; 0 stands for no owner, department or stage, `amounts` says how many have an amount at all."""
    parts = _by_level(asked) + ([] if asked.opened.is_false else [_opened(asked)])
    return Sql(" UNION ALL ".join(part.text for part in parts), tuple(v for part in parts for v in part.params))


def _by_level(asked: Asked) -> list[Sql]:
    if asked.first is None and asked.last is None:
        return [_piece(_KEPT, asked, NO_DAY, LAST_DAY, "y")]
    begin = asked.first or FIRST_DAY
    end = LAST_DAY if asked.last is None else asked.last + timedelta(days=1)
    months = _first(begin, "m"), end.replace(day=1)
    if months[0] >= months[1]:
        return [_piece(_ROWS, asked, begin, end)]
    years = _first(months[0], "y"), months[1].replace(month=1)
    if years[0] >= years[1]:
        years = months[1], months[1]
    spans = (
        (_ROWS, begin, months[0], ""), (_KEPT, months[0], years[0], "m"), (_KEPT, years[0], years[1], "y"),
        (_KEPT, years[1], months[1], "m"), (_ROWS, months[1], end, ""),
    )  # fmt: skip
    return [_piece(text, asked, since, until, grain) for text, since, until, grain in spans if since < until]


def _opened(asked: Asked) -> Sql:
    """What is seen beside the levels, over the whole time."""
    days = [(">=", asked.first), ("<=", asked.last)]
    time = all_of([Sql(f"t.opened_on {than} %s", (day,)) for than, day in days if day is not None])
    text = _OPENED.format(time=time.text, opened=asked.opened.text, levels=asked.levels.text)
    return Sql(text, (asked.process, *time.params, *asked.opened.params, *asked.levels.params))


def open_by_stage(asked: Asked) -> dict[int, tuple[int, Decimal, Decimal, int]]:
    """Stage → how many open ones stand there, their amounts and weighted ones in the base currency, and how many are
    not in these, because no rate of their currency is kept."""
    if answers(asked):
        source = counted(asked)
        rows = fetch_all(_OPEN_KEPT.format(counted=source.text), (*[BASE_CURRENCY] * 3, *source.params))
    else:
        seen = asked.rows(None)
        rows = fetch_all(_OPEN_ROWS.format(rows=seen.text), seen.params)
    return {stage or 0: (int(count), amount, weighted, int(out)) for stage, count, amount, weighted, out in rows}


def fold() -> int:
    """Put the lines that changes left together with what they change; how many there were. Call within a
    transaction."""
    row = fetch_one("SELECT pg_try_advisory_xact_lock(%s)", (FOLD_LOCK,))
    if row is None or not row[0]:
        return 0
    folded = fetch_one(_FOLD, (FOLDED_AT_ONCE,))
    return int(folded[0]) if folded else 0


def _piece(text: str, asked: Asked, begin: date, end: date, grain: str = "") -> Sql:
    return Sql(text.format(who=asked.levels.text, grain=grain), (asked.process, begin, end, *asked.levels.params))


def _first(day: date, grain: str) -> date:
    """The first month (m) or year (y) that begins on the day or after it."""
    if grain == "y":
        return day if (day.month, day.day) == (1, 1) else date(day.year + 1, 1, 1)
    return day if day.day == 1 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)
