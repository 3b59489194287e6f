"""What other modules bring to targets, what can be aimed at (`measure(Measure(...))` at start-up), and what they ask of
them: the goals of months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden
from kezhou.sdk.query import (
    CompiledEntity,
    Sql,
    all_of,
    entity,
    fetch_all,
    fetch_one,
    people_reached,
    visible,
)

from .grid import sees_goals
from .measures import Measure, measure

__all__ = ["Measure", "goals", "measure"]

_BELOW = "SELECT c.descendant_id FROM org_departmentclosure c WHERE c.ancestor_id = %s"
_REACHED = """
SELECT bool_and(coalesce({levels}, FALSE)) FROM (
  SELECT 0::bigint AS owner_id, c.descendant_id AS dept_id FROM org_departmentclosure c WHERE c.ancestor_id = %s) t"""
"""Whether the levels of the reader open everybody of a department, whoever works there."""


def goals(
    ctx: Ctx,
    key: str,
    months: Sequence[date],
    *,
    department: int | None = None,
    person: int | None = None,
    of_people: bool = True,
) -> Mapping[date, Decimal]:
    """Month → goal of a measure for the person, else the department, else the company, as far as the reader may see
    one. With `of_people` a month without a goal of its own has the sum of the people's goals, where the reader sees
    those of all of them. Months are first days; one without any is left out."""
    target = entity(ctx, "target")
    try:
        seen = visible(ctx, target)
    except Forbidden:
        return {}
    if not sees_goals(ctx, target):
        return {}
    if person is not None:
        whose = Sql("t.subject = 'person' AND t.owner_id = %s", (person,))
    elif department is not None:
        whose = Sql("t.subject = 'department' AND t.department_id = %s", (department,))
    else:
        whose = Sql("t.subject = 'company'")
    found = _sums(key, months, all_of([seen, whose]))
    missing = [month for month in months if month not in found]
    if of_people and person is None and missing and _sees_everybody(ctx, target, department):
        people = [seen, Sql("t.subject = 'person'")]
        if department is not None:
            people.append(Sql(f"t.dept_id IN ({_BELOW})", (department,)))
        found |= _sums(key, missing, all_of(people))
    return found


def _sums(key: str, months: Sequence[date], which: Sql) -> dict[date, Decimal]:
    rows = fetch_all(
        "SELECT t.starts_on, sum(t.goal) FROM targets_target t WHERE t.deleted_at IS NULL AND t.measure = %s "  # noqa: S608
        f"AND t.unit = 'month' AND t.starts_on = ANY(%s) AND {which.text} GROUP BY 1",
        (key, list(months), *which.params),
    )
    return dict(rows)


def _sees_everybody(ctx: Ctx, target: CompiledEntity, department: int | None) -> bool:
    """By the levels alone, so that the answer says nothing of targets out of sight."""
    levels = people_reached(ctx, target, "view", "t")
    if department is None or levels.is_true:
        return levels.is_true
    row = fetch_one(_REACHED.format(levels=levels.text), (*levels.params, department))
    return bool(row and row[0])
