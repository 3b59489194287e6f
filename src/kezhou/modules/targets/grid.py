"""The year of a measure as a grid: departments and people as rows, months as columns, what was reached beside what was
aimed at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import (
    CompiledEntity,
    Sql,
    all_of,
    entity,
    fetch_all,
    field_rights,
    people_reached,
    people_table,
    visible,
)

from .facts import by_month
from .measures import Measure, readable

MAX_PEOPLE = 1_000
MAX_TARGETS = 20_000
FIGURES = ("floor", "goal", "stretch")
_BELOW = "SELECT descendant_id FROM org_departmentclosure WHERE ancestor_id = %s"
_DEPARTMENTS = """
SELECT p.id, p.name, p.parent_id, ({may}) FROM (
  SELECT d.*, d.leader_id AS owner_id, d.id AS dept_id FROM org_department d
   WHERE d.deleted_at IS NULL AND d.id IN (
     SELECT c.ancestor_id FROM org_departmentclosure c WHERE c.descendant_id = ANY(%s))) p
 ORDER BY p."order", p.sort_key, p.id"""
"""A department is within reach as if it were a row of its leader in it."""
_LEADERS = """
SELECT p.id, ({may}), l.id FROM (
  SELECT d.id, d.leader_id, d.leader_id AS owner_id, d.id AS dept_id FROM org_department d WHERE d.id = ANY(%s)) p
  LEFT JOIN {people} l ON l.id = p.leader_id AND ({leads})"""
_TARGETS = """
SELECT t.id, t.version, t.subject, t.owner_id, t.department_id, t.unit, t.starts_on, {figures}
  FROM targets_target t
 WHERE t.deleted_at IS NULL AND t.measure = %s AND t.starts_on >= %s AND t.starts_on < %s AND t.subject <> 'customer'
   AND {seen} ORDER BY t.id LIMIT %s"""
Subject = tuple[str, int | None]
"""(`person`, id), (`department`, id) or (`company`, None)."""


@dataclass(slots=True)
class Row:
    subject: Subject
    title: str
    parent: int | None = None
    depth: int = 0
    can_change: bool = False
    cells: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Name of the period (`month 3`, `quarter 1`, `year 1`) → target."""
    actual: list[Decimal] = field(default_factory=lambda: [Decimal(0)] * 12)


def cell_name(unit: str, starts_on: date) -> str:
    """`month 3`, `quarter 1`, `year 1`."""
    number = {"month": starts_on.month, "quarter": (starts_on.month + 2) // 3, "year": 1}[unit]
    return f"{unit} {number}"


def grid(ctx: Ctx, measure: Measure, year: int, department: int | None) -> dict[str, Any]:
    """One statement each for the people, their departments, the targets and what was reached."""
    people = _people(ctx, department)
    rows = _rows(ctx, people, department)
    for target in targets(ctx, measure.key, year):
        row = rows.get(target["subject"])
        if row is not None:
            row.cells[target["cell"]] = target["told"]
    can_read = readable(ctx, measure)
    if can_read:
        _add_actual(ctx, measure, year, rows)
    return {
        "year": year,
        "measure": measure.key,
        "unit": measure.unit,
        "can_change": any(row.can_change for row in rows.values()),
        "rows": [
            {
                "subject": row.subject[0],
                "id": row.subject[1],
                "title": row.title,
                "parent": row.parent,
                "depth": row.depth,
                "can_change": row.can_change,
                "cells": row.cells,
                "actual": [str(number) for number in row.actual] if can_read else None,
            }
            for row in rows.values()
        ],
        "limited": len(people) == MAX_PEOPLE,
    }


def targets(ctx: Ctx, measure: str, year: int) -> Iterable[dict[str, Any]]:
    """The targets of a year that the actor sees, without those of single customers; none where goals are hidden."""
    known = entity(ctx, "target")
    seen = visible(ctx, known)
    if not sees_goals(ctx, known):
        return
    span = (measure, date(year, 1, 1), date(year + 1, 1, 1))
    statement = _TARGETS.format(seen=seen.text, figures=shown_figures(ctx, known))
    for row in fetch_all(statement, (*span, *seen.params, MAX_TARGETS)):
        subject = {"person": ("person", row[3]), "department": ("department", row[4])}.get(row[2], ("company", None))
        floor, goal, stretch = (None if number is None else str(number) for number in row[7:10])
        yield {
            "subject": subject,
            "cell": cell_name(row[5], row[6]),
            "told": {"id": row[0], "version": row[1], "floor": floor, "goal": goal, "stretch": stretch},
        }


def sees_goals(ctx: Ctx, known: CompiledEntity) -> bool:
    """A target without its goal says nothing."""
    return field_rights(ctx, known)["goal"].view == "full"


def shown_figures(ctx: Ctx, known: CompiledEntity) -> str:
    """Floor, goal and stretch goal of alias `t` as columns; nothing for those that the reader does not see in full."""
    rights = field_rights(ctx, known)
    return ", ".join(f"t.{name}" if rights[name].view == "full" else "NULL::numeric" for name in FIGURES)


def leaders(ctx: Ctx, departments: Collection[int]) -> dict[int, int | None]:
    """Of those departments whose targets the actor may set: who is to answer for them, the leader if the actor reaches
    the leader, else None."""
    known = entity(ctx, "target")
    reach, leads = people_reached(ctx, known, "update"), people_reached(ctx, known, "update", "l")
    statement = _LEADERS.format(may=reach.text, people=people_table(known), leads=leads.text)
    rows = fetch_all(statement, (*reach.params, list(departments), *leads.params)) if departments else []
    return {id_: leader for id_, may_set, leader in rows if may_set}


def _people(ctx: Ctx, department: int | None) -> list[tuple[int, str, int | None, bool]]:
    """(id, name, department, whether they may be set) of the people whose targets the actor reaches."""
    known = entity(ctx, "target")
    reach = people_reached(ctx, known, "update")
    parts = [people_reached(ctx, known, "view")]
    if department is not None:
        parts.append(Sql(f"p.department_id IN ({_BELOW})", (department,)))
    where = all_of(parts)
    rows = fetch_all(
        f"SELECT p.id, p.name, p.department_id, ({reach.text}) FROM {people_table(known)} p "  # noqa: S608
        f"WHERE {where.text} ORDER BY p.sort_key, p.id LIMIT %s",
        (*reach.params, *where.params, MAX_PEOPLE),
    )
    return [(row[0], row[1], row[2], bool(row[3])) for row in rows]


def _rows(ctx: Ctx, people: Sequence[tuple[int, str, int | None, bool]], department: int | None) -> dict[Subject, Row]:
    """The company where the actor sees all of it, then departments from the top, each with its people."""
    known = entity(ctx, "target")
    lived_in = sorted({where for _id, _name, where, _may in people if where is not None})
    reach = people_reached(ctx, known, "update")
    found = fetch_all(_DEPARTMENTS.format(may=reach.text), (*reach.params, lived_in))
    names = {id_: (name, parent, bool(may_set)) for id_, name, parent, may_set in found}
    rows: dict[Subject, Row] = {}
    if department is None and visible(ctx, known).is_true:
        rows[("company", None)] = Row(("company", None), "", can_change=reach.is_true)

    def enter(id_: int, depth: int) -> None:
        name, parent, may_set = names[id_]
        rows[("department", id_)] = Row(("department", id_), name, parent, depth, may_set)
        for person, person_name, where, reached in people:
            if where == id_:
                rows[("person", person)] = Row(("person", person), person_name, id_, depth + 1, reached)
        for below, (_name, above, _may) in names.items():
            if above == id_:
                enter(below, depth + 1)

    for id_, (_name, parent, _may) in names.items():
        if parent not in names:
            enter(id_, 0)
    for person, name, where, reached in people:
        if where is None:
            rows[("person", person)] = Row(("person", person), name, can_change=reached)
    return rows


def _add_actual(ctx: Ctx, measure: Measure, year: int, rows: Mapping[Subject, Row]) -> None:
    """A row counts for its person, for its department and all above it, and for the company."""
    for person, department, month, amount in by_month(ctx, measure, date(year, 1, 1), date(year + 1, 1, 1)):
        at = month.month - 1
        for subject in (("person", person), ("company", None)):
            if (row := rows.get(subject)) is not None:
                row.actual[at] += amount
        above = department
        while (row := rows.get(("department", above))) is not None and above is not None:
            row.actual[at] += amount
            above = row.parent
