"""What money does by itself at night: plans whose day has passed are overdue."""

from __future__ import annotations

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.sdk.jobs import job
from kezhou.sdk.query import Sql, entity, settle

HOUR = 3600


@job("turn_receipt_plans", timeout=HOUR, every="10 16 * * *")
def turn_receipt_plans() -> None:
    """Ten minutes past midnight of the company's day (schedules are in UTC)."""
    turn(Ctx.system("turn_receipt_plans"))


def turn(ctx: Ctx) -> int:
    """How many plans became overdue."""
    today = company_today(ctx.clock)
    where = Sql("t.state IN ('due', 'part') AND t.planned_on < %s", (today,))
    return settle(ctx, entity(ctx, "receipt_plan"), {"state": Sql("'overdue'")}, where, action="fell_overdue")
