"""What the pools ask of opportunities: when a customer last had one, when it last bought, and whether one is open."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.pools import Exemption, RecycleFact, exemption, recycle_fact
from kezhou.sdk.query import CompiledEntity, Sql

_ZONE = "'Asia/Shanghai'"
"""The company's: a day of closing is a day there."""


def _opportunity(ctx: Ctx, entity: CompiledEntity, alias: str) -> Sql | None:
    return _newest(entity, alias, "o.created_at", "TRUE")


def _deal(ctx: Ctx, entity: CompiledEntity, alias: str) -> Sql | None:
    return _newest(entity, alias, f"o.closed_on::timestamp AT TIME ZONE {_ZONE}", "o.state = 'won'")


def _newest(entity: CompiledEntity, alias: str, moment: str, which: str) -> Sql | None:
    if entity.key != "customer":
        return None
    return Sql(
        f"(SELECT max({moment}) FROM sales_opportunity o "  # noqa: S608 — constants
        f"WHERE o.customer_id = {alias}.id AND o.deleted_at IS NULL AND {which})"
    )


def _opportunities(ctx: Ctx, entity: CompiledEntity) -> Sql | None:
    if entity.key != "customer":
        return None
    return Sql(
        "SELECT customer_id, created_at FROM sales_opportunity WHERE customer_id IS NOT NULL AND deleted_at IS NULL"
    )


def _deals(ctx: Ctx, entity: CompiledEntity) -> Sql | None:
    if entity.key != "customer":
        return None
    return Sql(
        f"SELECT customer_id, closed_on::timestamp AT TIME ZONE {_ZONE} FROM sales_opportunity "  # noqa: S608
        "WHERE customer_id IS NOT NULL AND state = 'won' AND closed_on IS NOT NULL AND deleted_at IS NULL"
    )


def _has_open(ctx: Ctx, entity: CompiledEntity, alias: str) -> Sql | None:
    if entity.key != "customer":
        return None
    return Sql(
        "EXISTS (SELECT 1 FROM sales_opportunity o "  # noqa: S608 — constants
        f"WHERE o.customer_id = {alias}.id AND o.state = 'open' AND o.deleted_at IS NULL)"
    )


def register() -> None:
    """Called once at start-up."""
    recycle_fact(
        RecycleFact("opportunity", pgettext_lazy("recycle fact", "New opportunity"), _opportunity, _opportunities)
    )
    recycle_fact(RecycleFact("deal", pgettext_lazy("recycle fact", "Deal won"), _deal, _deals))
    exemption(Exemption("open_opportunity", pgettext_lazy("recycle fact", "Has an open opportunity"), _has_open))
