"""How far an order has come: one row locked, its lines changed, its state and amounts reckoned anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid
from kezhou.kernel.money import CURRENCIES, Money
from kezhou.modules.trade import acting
from kezhou.modules.trade.order.rules import share, state_of
from kezhou.sdk import records
from kezhou.sdk.query import fetch_one

_LOCK = "SELECT id FROM trade_order WHERE id = %s AND deleted_at IS NULL FOR UPDATE"
ZERO = Decimal(0)
Step = Literal["delivered", "returned"]
CARRIED_OUT: Mapping[Step, Sequence[str]] = {
    "delivered": ("open", "part", "delivered"),
    "returned": ("open", "part", "delivered", "settled"),
}
"""The states of an order in which a step is taken: goods come back after it was closed as well."""


def locked(ctx: Ctx, order_id: int) -> dict[str, Any]:
    """The order with its lines, held until the transaction ends. Whoever changes its progress comes through here, so
    that two deliveries are counted one after the other."""
    row = fetch_one(_LOCK, (order_id,))
    order = records.get(acting.by_rule(ctx), "order", order_id) if row else None
    if order is None:
        raise Conflict(_("The order is gone."), code="no_order")
    return order | records.lines(acting.by_rule(ctx), "order", order_id)


def advance(ctx: Ctx, order_id: int, step: Step, done: Mapping[int, Decimal], event: str) -> Money | None:
    """Count quantities by line of the order; the part of the order's amount that this comes to.

    Raises `Conflict` for an order that is not being carried out, `Invalid` where more would be delivered than ordered,
    or taken back than delivered: `lines/0/quantity` with what is left.
    """
    order = locked(ctx, order_id)
    if order["approval_state"] != "approved" or order["state"] not in CARRIED_OUT[step]:
        raise Conflict(_("The order is not being carried out."), code="wrong_state", extra={"state": order["state"]})
    whole, ceiling = ("quantity", "delivered") if step == "delivered" else ("delivered", "returned")
    lines: list[dict[str, Any]] = []
    errors: list[FieldError] = []
    for line in order["lines"]:
        more = done.get(line["id"], ZERO)
        left = Decimal(line[whole]) - Decimal(line[ceiling])
        if more > left:
            params = {"left": f"{left.normalize():f}", "line": line["name"]}
            text = _("Of “%(line)s” %(left)s is left.") % params
            errors.append(FieldError(f"lines/{len(lines)}/quantity", "too_much", text, params))
        lines.append({"id": line["id"], step: str(Decimal(line[step]) + more)})
    if errors:
        raise Invalid(_("There is not so much left."), errors=errors)
    now = {line["id"]: {**line, **changed} for line, changed in zip(order["lines"], lines, strict=True)}
    amount = order["amount"]
    total = share(
        Decimal(amount["amount"]),
        [(Decimal(x["amount"]["amount"]), Decimal(x["quantity"]), Decimal(x[step])) for x in now.values()],
        CURRENCIES[amount["currency"]].digits,
    )
    before = Decimal((order[f"{step}_amount"] or {}).get("amount", "0"))
    values: dict[str, Any] = {
        "lines": lines,
        f"{step}_amount": {"amount": str(total), "currency": amount["currency"]},
    }
    if order["state"] != "settled":
        values["state"] = state_of([(Decimal(x["quantity"]), Decimal(x["delivered"])) for x in now.values()])
    acting.settle(ctx, "order", order_id, values, event, event)
    return Money(total - before, amount["currency"]) if total != before else None
