"""What people do with returns: take the goods back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.modules.credit import api as credit
from kezhou.modules.trade import acting, goods
from kezhou.modules.trade.order import progress


def take_back(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The goods are here again; only what was approved."""
    acting.must(values, _("Only an approved return is taken back."), approval_state=("approved",))
    acting.must(values, _("The return is in another state now."), state=("draft",))
    return {"state": "returned", "returned_on": given.get("returned_on") or company_today(ctx.clock)}


def taken_back(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """The order's lines have come back so far, and the customer owes so much less."""
    done = goods.quantities(ctx, "return_order", values["id"], values["order"])
    amount = progress.advance(ctx, values["order"], "returned", done, "returned_from")
    if amount is not None and amount.amount > 0:
        credit.post(
            ctx, f"return:{values['id']}", goods.customer_of(values), "uninvoiced", "outside", amount,
            ref=("return_order", values["id"]),
        )  # fmt: skip
