"""What people do with deliveries: ship them, and hear that they came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.modules.credit import api as credit
from kezhou.modules.trade import acting, goods
from kezhou.modules.trade.order import progress

WRONG = _("The delivery is in another state now.")


def ship(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """It leaves; only what was approved."""
    acting.must(values, _("Only an approved delivery is shipped."), approval_state=("approved",))
    acting.must(values, WRONG, state=("draft",))
    return {"state": "shipped", "shipped_on": given.get("shipped_on") or company_today(ctx.clock)}


def shipped(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """The order's lines are delivered so far, and what it comes to waits for an invoice; only as credit allows.

    What the goods come to is said by the order, whatever the delivery itself says of prices.
    """
    done = goods.quantities(ctx, "delivery", values["id"], values["order"])
    amount = progress.advance(ctx, values["order"], "delivered", done, "delivered_to")
    if amount is None or amount.amount <= 0:
        return
    customer, document = goods.customer_of(values), ("delivery", values["id"])
    number = str(values.get("number") or "")
    order = ("order", int(values["order"]))
    verdict = credit.check(
        ctx, customer, "delivery", amount, document=document, number=number, counted=True, under=order
    )
    if not verdict.ok:
        raise verdict.refusal()
    credit.post(ctx, f"delivery:{values['id']}", customer, "unshipped", "uninvoiced", amount, ref=document)


def receive(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The customer has it."""
    acting.must(values, WRONG, state=("shipped",))
    today = company_today(ctx.clock)
    day = given.get("received_on") or today
    if day > today or (values.get("shipped_on") is not None and day < values["shipped_on"]):
        text = _("This day lies before it was shipped, or has not come yet.")
        raise Invalid(text, errors=[FieldError("received_on", "out_of_range", text)])
    return {"state": "received", "received_on": day}
