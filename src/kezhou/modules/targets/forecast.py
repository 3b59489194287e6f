"""What the sales forecast is measured against: the targets of each month, for the won amount or else for contracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from kezhou.kernel.ctx import Ctx
from kezhou.modules.funnel import api as funnel
from kezhou.sdk.query import Sql, all_of, entity, fetch_all, may, visible

MEASURES = ("won_amount", "contract_amount")
_GOALS = """
SELECT t.measure, t.subject, t.starts_on, sum(t.goal) FROM targets_target t WHERE {where} GROUP BY 1, 2, 3"""
_BELOW = "SELECT c.descendant_id FROM org_departmentclosure c WHERE c.ancestor_id = %s"


def goals(ctx: Ctx, whose: funnel.Reach, months: Sequence[date]) -> Mapping[date, Decimal]:
    """Month → goal, as far as the reader sees targets: the one that is set for the department or the company, else what
    its people have together."""
    targets = entity(ctx, "target")
    if not months or not may(ctx, targets, "view"):
        return {}
    parts = [
        Sql("t.deleted_at IS NULL"),
        visible(ctx, targets),
        Sql("t.unit = 'month' AND t.starts_on = ANY(%s) AND t.measure = ANY(%s)", (list(months), list(MEASURES))),
    ]
    if whose.person is not None:
        parts.append(Sql("t.subject = 'person' AND t.owner_id = %s", (whose.person,)))
    elif whose.department is not None:
        mine = "(t.subject = 'department' AND t.department_id = %s)"
        parts.append(
            Sql(f"({mine} OR (t.subject = 'person' AND t.dept_id IN ({_BELOW})))", (whose.department, whose.department))
        )
    else:
        parts.append(Sql("t.subject IN ('company', 'person')"))
    where = all_of(parts)
    found = {
        (measure, subject == "person", month): Decimal(goal)
        for measure, subject, month, goal in fetch_all(_GOALS.format(where=where.text), where.params)
    }
    told: dict[date, Decimal] = {}
    for month in months:
        for measure in MEASURES:
            goal = found.get((measure, False, month)) or found.get((measure, True, month))
            if goal:
                told[month] = goal
                break
    return told


def register() -> None:
    """Called once at start-up."""
    funnel.target_providers.append(goals)
