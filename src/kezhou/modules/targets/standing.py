"""How targets stand: completion of given ones, one's own, and who is ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import Sql, all_of, entity, fetch_all, titles, visible

from .facts import MAX_ASKED, Wanted, reached
from .grid import sees_goals, shown_figures
from .measures import known
from .target.rules import UNITS, end_of, first_day

MAX_MINE = 40
MAX_PEOPLE = 20
"""People on a tile."""
_BELOW = "SELECT c.descendant_id FROM org_departmentclosure c WHERE c.ancestor_id = %s"
_COLUMNS = """t.id, t.measure, t.subject, t.owner_id, t.department_id, t.customer_id, t.starts_on, t.unit, {figures},
 t.title"""
Target = tuple[Any, ...]


def of_ids(ctx: Ctx, ids: Sequence[int]) -> list[dict[str, Any]]:
    """The completion of those of the targets that the actor sees: one statement for the targets, one for what was
    reached."""
    return _told(ctx, _rows(ctx, Sql("t.id = ANY(%s)", (list(ids),)), len(ids) or 1))


def mine(ctx: Ctx) -> list[dict[str, Any]]:
    """What the actor is to reach in the month, quarter and year of today: the person's own targets and those of the
    departments that the person answers for."""
    own = Sql("t.owner_id = %s AND t.subject <> 'customer'", (ctx.actor.id,))
    return _told(ctx, _rows(ctx, all_of([_of_today(ctx), own]), MAX_MINE))


def present(ctx: Ctx, department: int | None, action: str = "view") -> list[dict[str, Any]]:
    """The targets of today that a dashboard is about: those of a department, else one's own, else, for who answers for
    none, those of the company. `first` and `end` are the days of the period, `subject_id` whose it is."""
    if department is not None:
        which = [Sql("t.subject = 'department' AND t.department_id = %s", (department,))]
    else:
        which = [Sql("t.owner_id = %s AND t.subject <> 'customer'", (ctx.actor.id,)), Sql("t.subject = 'company'")]
    for one in which:
        rows = _rows(ctx, all_of([_of_today(ctx), one]), MAX_MINE, action)
        if rows:
            return sorted(_told(ctx, rows, action), key=lambda told: (_place(told["measure"]), told["first"]))
    return []


def people(ctx: Ctx, department: int | None, action: str = "view") -> list[dict[str, Any]]:
    """The persons' targets of this month in the first measure that has any, the furthest first."""
    first = first_day("month", company_today(ctx.clock))
    parts = [Sql("t.unit = 'month' AND t.subject = 'person' AND t.starts_on = %s", (first,))]
    if department is not None:
        parts.append(Sql(f"t.dept_id IN ({_BELOW})", (department,)))
    rows = _rows(ctx, all_of(parts), MAX_ASKED, action)
    measure = min((row[1] for row in rows), key=_place, default="")
    told = _told(ctx, [row for row in rows if row[1] == measure], action)
    return sorted(told, key=lambda one: (one["rate"] is None, -Decimal(one["rate"] or 0), one["name"] or ""))[
        :MAX_PEOPLE
    ]


def _place(key: str) -> tuple[int, str]:
    measure = known(key)
    return (measure.order if measure else 999, key)


def _of_today(ctx: Ctx) -> Sql:
    today = company_today(ctx.clock)
    now = [Sql("(t.unit = %s AND t.starts_on = %s)", (unit, first_day(unit, today))) for unit in UNITS]
    return Sql("(" + " OR ".join(one.text for one in now) + ")", tuple(v for one in now for v in one.params))


def ranking(ctx: Ctx, measure: str, unit: str, on: date, subject: str) -> list[dict[str, Any]]:
    """Who of those with a target in a period is how far, the furthest first; beside it the same period of the year
    before (growth) and the share of all that they reached together."""
    first = first_day(unit, on)
    wanted = Sql(
        "t.measure = %s AND t.unit = %s AND t.starts_on = %s AND t.subject = %s", (measure, unit, first, subject)
    )
    rows = _rows(ctx, wanted, MAX_ASKED)
    told = _told(ctx, rows)
    earlier = [replace(one, first=_year_before(one.first), end=_year_before(one.end)) for one in map(_wanted, rows)]
    before = reached(ctx, earlier)
    whole = sum((Decimal(one["actual"]) for one in told if one["actual"] is not None), Decimal(0))
    for one in told:
        past = before.get(one["id"])
        one["before"] = None if past is None else str(past)
        actual = None if one["actual"] is None else Decimal(one["actual"])
        one["growth"] = _percent(actual - past, past) if actual is not None and past is not None else None
        one["share"] = _percent(actual, whole) if actual is not None else None
    return sorted(told, key=lambda one: (one["rate"] is None, -Decimal(one["rate"] or 0), one["name"] or ""))


def _rows(ctx: Ctx, where: Sql, limit: int, action: str = "view") -> list[Target]:
    kind = entity(ctx, "target")
    seen, columns = visible(ctx, kind, action), _COLUMNS.format(figures=shown_figures(ctx, kind))
    if not sees_goals(ctx, kind):
        return []
    full = all_of([Sql("t.deleted_at IS NULL"), seen, where])
    statement = f"SELECT {columns} FROM targets_target t WHERE {full.text} ORDER BY t.starts_on, t.id LIMIT %s"  # noqa: S608
    return [tuple(row) for row in fetch_all(statement, (*full.params, min(limit, MAX_ASKED)))]


def _wanted(row: Target) -> Wanted:
    id_, measure, subject, person, department, customer, starts_on, unit = row[:8]
    return Wanted(id_, measure, subject, person, department, customer, starts_on, end_of(unit, starts_on))


def _told(ctx: Ctx, rows: Sequence[Target], action: str = "view") -> list[dict[str, Any]]:
    found = reached(ctx, [_wanted(row) for row in rows], action)
    names = {
        kind: titles(ctx, key, {row[at] for row in rows if row[2] == kind and row[at] is not None})
        for kind, key, at in (("person", "user", 3), ("department", "department", 4), ("customer", "customer", 5))
        if any(row[2] == kind for row in rows)
    }
    places = {"person": 3, "department": 4, "customer": 5}
    told = []
    for row in rows:
        measure = known(row[1])
        actual = found.get(row[0])
        floor, goal, stretch = row[8:11]
        told.append(
            {
                "id": row[0],
                "measure": row[1],
                "measure_label": str(measure.label) if measure else row[1],
                "format": measure.unit if measure else "number",
                "subject": row[2],
                "subject_id": row[places[row[2]]] if row[2] in places else None,
                "name": names.get(row[2], {}).get(row[places.get(row[2], 3)]),
                "first": row[6],
                "end": end_of(row[7], row[6]),
                "unit": row[7],
                "period": row[11],
                "floor": None if floor is None else str(floor),
                "goal": str(goal),
                "stretch": None if stretch is None else str(stretch),
                "actual": None if actual is None else str(actual),
                "rate": None if actual is None else _percent(actual, goal),
            }
        )
    return told


def _percent(part: Decimal, whole: Decimal) -> str | None:
    """`part` of `whole` in percent, to a tenth; None without a whole."""
    return f"{(part * 100 / whole).quantize(Decimal('0.1')):f}" if whole else None


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1)
