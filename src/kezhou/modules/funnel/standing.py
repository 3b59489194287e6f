"""How many opportunities stand where and what they come to, from sums that triggers keep.

`funnel_standing` holds counts and amounts by person, department, process, stage, state, month and year of opening, and
currency, and the same by department alone (see `models.py`). It answers where the reader's levels speak of whole people
or departments only; what is opened to the reader row by row, and the days at both ends of a time that are no whole
month, are counted from the rows. All together are exact at every moment.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from kezhou.sdk.money import BASE_CURRENCY
from kezhou.sdk.query import Sql, all_of, fetch_all

from .folding import STANDING
from .reach import Asked
from .spans import cut

_WHOLE = re.compile(r'(?:[()\s]|AND|OR|TRUE|t\."?(?:owner_id|dept_id)"? = (?:ANY\(%s\)|%s))*')
_NAMES = ("owner_id", "dept_id", "stage_id", "state", "currency", *STANDING.measures)
_COLUMNS = ", ".join(f"t.{name}" for name in _NAMES)
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


def answers(asked: Asked) -> bool:
    """Whether the levels speak of nothing but owners and departments, by which the sums are kept."""
    return asked.process is not None and _WHOLE.fullmatch(asked.levels.text) is not None


def counted(asked: Asked, *, people: bool = True) -> Sql:
    """Lines (owner_id, dept_id, stage_id, state, currency, n, amounts, amount, weighteds, weighted) that add up to
    what is asked; 0 stands for no owner, department or stage, `amounts` says how many have an amount at all.

    Without `people` lines may have no owner: there are fewer of them where the levels do not speak of people."""
    parts = _by_level(asked, people or names_people(asked.levels))
    if not asked.opened.is_false:
        parts.append(_opened(asked))
    return Sql(" UNION ALL ".join(part.text for part in parts), tuple(v for part in parts for v in part.params))


def names_people(levels: Sql) -> bool:
    """Whether the levels speak of owners, not of whole departments only."""
    return "owner_id" in levels.text


def _by_level(asked: Asked, people: bool) -> list[Sql]:
    return [
        _piece(_KEPT if grain else _ROWS, asked, begin, end, grain if people else grain.upper())
        for grain, begin, end in cut(asked.first, asked.last)
    ]


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
        source = counted(asked, people=False)
        rows = fetch_all(_OPEN_KEPT.format(counted=source.text), (*[BASE_CURRENCY] * 3, *source.params))
    else:
        seen = asked.rows(None)
        rows = fetch_all(_OPEN_ROWS.format(rows=seen.text), seen.params)
    return {stage or 0: (int(count), amount, weighted, int(out)) for stage, count, amount, weighted, out in rows}


def _piece(text: str, asked: Asked, begin: date, end: date, grain: str) -> Sql:
    return Sql(text.format(who=asked.levels.text, grain=grain), (asked.process, begin, end, *asked.levels.params))
