"""What documents do by themselves at night: quotes run out, contracts begin and end."""

from __future__ import annotations

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.sdk.jobs import job
from kezhou.sdk.query import Sql, entity, settle

HOUR = 3600


@job("turn_documents", timeout=HOUR, every="5 16 * * *")
def turn_documents() -> None:
    """Five minutes past midnight of the company's day (schedules are in UTC)."""
    turn(Ctx.system("turn_documents"))


def turn(ctx: Ctx) -> None:
    """What changes its state because a day has come."""
    today = company_today(ctx.clock)
    quote, contract = entity(ctx, "quote"), entity(ctx, "contract")
    settle(
        ctx,
        quote,
        {"state": Sql("'expired'")},
        Sql("t.state = 'sent' AND t.valid_until < %s", (today,)),
        action="ran_out",
    )
    settle(
        ctx,
        contract,
        {"state": Sql("'running'")},
        Sql("t.state = 'signed' AND t.starts_on <= %s", (today,)),
        action="began",
    )
    settle(
        ctx,
        contract,
        {"state": Sql("'expired'")},
        Sql("t.state IN ('signed', 'running') AND t.ends_on < %s", (today,)),
        action="ran_out",
    )
