"""What the pools' recycle rules ask of follow-ups: each time that one counted."""

from kezhou.kernel.ctx import Ctx
from kezhou.sdk import pools
from kezhou.sdk.query import CompiledEntity, Sql


def times(ctx: Ctx, entity: CompiledEntity) -> Sql | None:
    """SQL of `(customer, when)` of every effective follow-up; None where records have none."""
    if entity.key != "customer":
        return None
    return Sql("SELECT customer_id, at FROM activities_followup WHERE effective AND deleted_at IS NULL")


def register() -> None:
    """Called once at start-up."""
    pools.fact_times("follow_up", times)
