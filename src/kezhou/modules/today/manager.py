"""The manager's view: per person and department, how much was done in a period and in the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import Sql, all_of, entity, fetch_all, people_table
from kezhou.sdk.reports import Span

from .spans import before, span
from .sums import METRICS, SOURCE, by_day, number_of, of_people, reach

MAX_PEOPLE = 3_000
BESIDE = ("customer", "task", "journal")
"""What is counted beside follow-ups, with a reach of its own."""

_BELOW = "SELECT descendant_id FROM org_departmentclosure WHERE ancestor_id = %s"
_DEPARTMENTS = """
SELECT d.id, d.name, d.parent_id FROM org_department d WHERE d.deleted_at IS NULL AND d.id IN (
  SELECT c.ancestor_id FROM org_departmentclosure c WHERE c.descendant_id = ANY(%s))
 ORDER BY d."order", d.sort_key, d.id"""

Drill = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str
    department: int | None
    left: bool
    hidden: frozenset[str] = frozenset()
    """Metrics whose rows of this person the asker may not read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the view is about; `action` is the right that reaches people, `view` or `export`."""

    unit: str
    on: date
    department: int | None = None
    person: int | None = None
    action: str = "view"


def activity(ctx: Ctx, asked: Asked) -> dict[str, Any]:
    """People, departments with everything below them, totals, the course, and where each number comes from."""
    today = company_today(ctx.clock)
    now = span(asked.unit, asked.on)
    then = before(asked.unit, now, today)
    people = people_of(ctx, asked)
    ids = [person.id for person in people]
    sums, sums_before = of_people(ctx, (now, then), people=ids)
    shown = [each for each in people if not each.left or any(number_of(sums.get(each.id)))]
    rows = [
        {
            "id": person.id,
            "title": person.name,
            "department": person.department,
            "left": person.left,
            "values": number_of(sums.get(person.id), person.hidden),
            "previous": number_of(sums_before.get(person.id), person.hidden),
        }
        for person in shown
    ]
    course = by_day(ctx, now, "m" if asked.unit in ("quarter", "year") else "d", [person.id for person in shown])
    hidden = frozenset(name for person in shown for name in person.hidden)
    return {
        "period": {"unit": asked.unit, "from": now.first, "to": now.last},
        "previous": {"from": then.first, "to": then.last},
        "metrics": list(METRICS),
        "people": rows,
        "departments": _departments(rows),
        "total": {"values": _added(rows, "values"), "previous": _added(rows, "previous")},
        "course": [{"on": day, "values": number_of(values, hidden)} for day, values in course],
        "drill": drill(now),
        "limited": len(people) == MAX_PEOPLE,
    }


def people_of(ctx: Ctx, asked: Asked) -> list[Person]:
    """The people in reach, leavers too: what they did in the period was done."""
    source = people_table(entity(ctx, "follow_up"), leavers=True)
    parts = [reach(ctx, "follow_up", asked.action)]
    if asked.department is not None:
        below = [row[0] for row in fetch_all(_BELOW, (asked.department,))]
        parts.append(Sql("p.department_id = ANY(%s)", (below,)))
    if asked.person is not None:
        parts.append(Sql("p.id = %s", (asked.person,)))
    where = all_of(parts)
    beside = [reach(ctx, key, asked.action) for key in BESIDE]
    answers = ", ".join(f"({each.text})" for each in beside)
    rows = fetch_all(
        f"SELECT p.id, p.name, p.department_id, p.status, {answers} FROM {source} p WHERE {where.text} "  # noqa: S608
        "ORDER BY p.sort_key, p.id LIMIT %s",
        (*(value for each in beside for value in each.params), *where.params, MAX_PEOPLE),
    )
    return [Person(row[0], row[1], row[2], row[3] != "active", _hidden(row[4:])) for row in rows]


def _hidden(seen: Sequence[bool]) -> frozenset[str]:
    """The metrics of the kinds of rows that are out of reach for a person."""
    closed = {key for key, open_ in zip(BESIDE, seen, strict=True) if not open_}
    return frozenset(name for name, key in SOURCE.items() if key in closed)


def _departments(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The tree above the people; each department sums up its people and all departments below it."""
    lived_in = sorted({row["department"] for row in rows if row["department"] is not None})
    found = {
        row[0]: {"id": row[0], "title": row[1], "parent": row[2], "people": 0, "values": None, "previous": None}
        for row in fetch_all(_DEPARTMENTS, (lived_in,))
    }
    zeros = [0] * len(METRICS)
    for department in found.values():
        department["values"], department["previous"] = list(zeros), list(zeros)
    for row in rows:
        at = row["department"]
        while at in found:
            department = found[at]
            department["people"] += 1
            for name in ("values", "previous"):
                department[name] = [a + (b or 0) for a, b in zip(department[name], row[name], strict=True)]
            at = department["parent"]
    return list(found.values())


def _added(rows: Sequence[Mapping[str, Any]], name: str) -> list[int]:
    return [sum(each or 0 for each in column) for column in zip(*(row[name] for row in rows), strict=True)] or [
        0
    ] * len(METRICS)


def drill(days: Span) -> Mapping[str, Drill]:
    """Metric → the list of the rows that are counted: entity, filter, and the fields of person and department."""

    def within(field: str) -> list[Drill]:
        # Moments are compared as days of the company's zone.
        return [{"field": field, "op": "between", "value": [days.first.isoformat(), days.last.isoformat()]}]

    def rows(key: str, person: str, field: str, *more: Drill) -> Drill:
        dept = "author_dept" if person == "author" else "dept"
        return {"entity": key, "person": person, "dept": dept, "filter": {"and": [*within(field), *more]}}

    return {
        "calls": rows("follow_up", "author", "at", {"field": "kind", "op": "eq", "value": "call"}),
        "visits": rows("follow_up", "author", "at", {"field": "kind", "op": "eq", "value": "visit"}),
        "follow_ups": rows("follow_up", "author", "at"),
        "effective": rows("follow_up", "author", "at", {"field": "effective", "op": "eq", "value": True}),
        "new_customers": rows("customer", "owner", "created_at"),
        "tasks": rows("task", "owner", "done_at", {"field": "state", "op": "eq", "value": "done"}),
        "journals": rows(
            "journal",
            "owner",
            "on",
            {"field": "kind", "op": "eq", "value": "day"},
            {"field": "state", "op": "eq", "value": "submitted"},
        ),
    }
