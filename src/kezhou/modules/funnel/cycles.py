"""How many days opportunities took from opening to the win, from what triggers keep by department and year.

`funnel_cycle` answers for departments that the reader sees as a whole. Beside it are counted from the rows: the days
at both ends of a time, what the levels open of other departments by its owner, and what is opened row by row.
"""

from __future__ import annotations

import re
from datetime import date

from kezhou.sdk.query import Sql, all_of, fetch_all

from .reach import Asked
from .spans import cut
from .standing import answers, names_people

MAX_DAYS = 10_000
"""Different numbers of days."""

_ATOM = re.compile(r't\."?(owner_id|dept_id)"? = (?:ANY\(%s\)|%s)')
_KNOWN = "t.state = 'won' AND t.opened_on IS NOT NULL AND t.closed_on IS NOT NULL"
_KEPT = """
SELECT t.days, t.n FROM funnel_cycle t
 WHERE t.process_id = %s AND t.begins >= %s AND t.begins < %s AND {who}"""
_ROWS = f"""
SELECT greatest(t.closed_on - t.opened_on, 0), 1 FROM sales_opportunity t WHERE {{rows}} AND {_KNOWN}"""  # noqa: S608
_SUM = "SELECT c.days, sum(c.n) FROM ({lines}) c (days, n) GROUP BY 1 HAVING sum(c.n) > 0 LIMIT %s"


def days_to_the_win(asked: Asked) -> dict[int, int]:
    """Days from opening to the win → how many took so long. A win without a day of opening or closing has none."""
    whole = whole_departments(asked.levels) if answers(asked) else None
    if whole is None:
        lines = [_rows(asked.rows())]
    else:
        lines = [
            _kept(asked, whole, begin, end) if grain else _rows(_between(asked, whole, begin, end))
            for grain, begin, end in cut(asked.first, asked.last, months=False)
        ]
        beside = [_without(asked.levels, whole)] if names_people(asked.levels) else []
        beside.append(_without(asked.opened, asked.levels))
        lines += [_rows(asked.rows("opened_on", rows)) for rows in beside if not rows.is_false]
    text = _SUM.format(lines=" UNION ALL ".join(line.text for line in lines))
    params = (*(value for line in lines for value in line.params), MAX_DAYS)
    return dict(fetch_all(text, params))


def whole_departments(levels: Sql) -> Sql | None:
    """What is left of levels that speak of owners and departments only (`standing.answers`) when they open nothing by
    its owner: the departments that are seen as a whole. None where there are none."""
    values, left = iter(levels.params), []

    def without_owner(found: re.Match[str]) -> str:
        value = next(values)
        if found[1] == "owner_id":
            return "FALSE"
        left.append(value)
        return found[0]

    text = _ATOM.sub(without_owner, levels.text)
    if not left and not levels.is_true:
        return None
    return Sql(text, tuple(left))


def _kept(asked: Asked, whole: Sql, begin: date, end: date) -> Sql:
    return Sql(_KEPT.format(who=whole.text), (asked.process, begin, end, *whole.params))


def _between(asked: Asked, whole: Sql, begin: date, end: date) -> Sql:
    return all_of([asked.rows(None, whole), Sql("t.opened_on >= %s AND t.opened_on < %s", (begin, end))])


def _without(rows: Sql, those: Sql) -> Sql:
    return all_of([rows, Sql(f"NOT coalesce({those.text}, FALSE)", those.params)])


def _rows(rows: Sql) -> Sql:
    return Sql(_ROWS.format(rows=rows.text), rows.params)
