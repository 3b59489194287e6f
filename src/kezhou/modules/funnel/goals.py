"""The targets that a forecast is measured against: what was aimed at of money won, else of contracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from kezhou.kernel.ctx import Ctx
from kezhou.modules.targets import api as targets
from kezhou.sdk.query import entity, fetch_all, right

from . import reach
from .api import Reach, TargetProvider, target_providers

MEASURES = ("won_amount", "contract_amount")
"""Of a month that has goals of both, the first one is believed; one that was set before a sum of people's."""

_LED = """
SELECT d.id FROM org_department d WHERE d.leader_id = %s AND d.deleted_at IS NULL
 ORDER BY (SELECT count(*) FROM org_departmentclosure c WHERE c.descendant_id = d.id), d.id LIMIT 1"""


def whose(ctx: Ctx, asked: Reach) -> Reach:
    """Whose goal belongs beside the forecast of all in sight: the company's for who sees all of it, that of the
    department that the reader leads, else the reader's own."""
    if asked.person is not None or asked.department is not None or right(ctx, entity(ctx, reach.KEY), "view").is_true:
        return asked
    led = fetch_all(_LED, (ctx.actor.id,))
    return Reach(department=led[0][0]) if led else Reach(person=ctx.actor.id)


def provider(measure: str, *, of_people: bool = True) -> TargetProvider:
    """The goals of one measure, or only those that somebody set for the whole in question."""

    def told(ctx: Ctx, asked: Reach, months: Sequence[date]) -> Mapping[date, Decimal]:
        of = whose(ctx, asked)
        return targets.goals(ctx, measure, months, department=of.department, person=of.person, of_people=of_people)

    return told


def register() -> None:
    """Called once at start-up."""
    target_providers.extend(provider(one, of_people=False) for one in MEASURES)
    target_providers.extend(provider(one) for one in MEASURES)
