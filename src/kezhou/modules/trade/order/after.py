"""What follows from an order: the contract's lines are called for, the customer's credit is used, and both go back when
it is voided or settled."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.kernel.money import Money
from kezhou.modules.credit import api as credit
from kezhou.modules.trade import acting
from kezhou.modules.trade.order import progress
from kezhou.sdk import records
from kezhou.sdk.query import CompiledEntity, fetch_all, fetch_one
from kezhou.sdk.records import Draft

ENDED = ("completed", "terminated", "expired")
_CONTRACT = "SELECT approval_state, state FROM trade_contract WHERE id = %s AND deleted_at IS NULL FOR UPDATE"
_LOCK = "SELECT id FROM trade_contract WHERE id = %s AND deleted_at IS NULL FOR UPDATE"
ZERO = Decimal(0)


def approved(ctx: Ctx, order_id: int) -> None:
    """Registered with `approvals.on_approved`: when it fails, nothing was approved."""
    order = progress.locked(ctx, order_id)
    _must_stand(order)
    _call(ctx, order, Decimal(1))
    amount = _money(order["amount"])
    if amount.amount > 0:
        credit.post(
            ctx, f"order:{order_id}:approved", order["customer"]["id"], "outside", "unshipped", amount,
            ref=("order", order_id),
        )  # fmt: skip
    acting.settle(ctx, "order", order_id, {"state": "open"}, "approved", "opened")


def _must_stand(order: dict[str, Any]) -> None:
    """An order under a contract becomes binding only while that is approved and has not ended. The contract is held, so
    that nobody voids it at this moment."""
    if not order.get("contract"):
        return
    row = fetch_one(_CONTRACT, (order["contract"]["id"],))
    if row is None or row[0] != "approved" or row[1] in ENDED:
        text = _("The contract of this order is not approved, or has ended.")
        raise Conflict(text, code="contract_ended", extra={"contract": order["contract"]["id"]})


def follow(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Registered with `records.saved`: an order that is voided gives back what it took. Raises `Conflict` where goods
    have left already."""
    if entity.key != "order":
        return
    for draft in drafts:
        voided = draft.values.get("approval_state") == "cancelled"
        if not voided or draft.id is None or (draft.before or {}).get("approval_state") != "approved":
            continue
        order = progress.locked(ctx, draft.id)
        if order["state"] not in ("draft", "open"):
            raise Conflict(_("Goods have left already; take them back or settle the order."), code="delivered")
        give_back(ctx, order, "void")
        acting.settle(ctx, "order", draft.id, {"state": "cancelled"}, "void", "cancelled")


def give_back(ctx: Ctx, order: dict[str, Any], key: str) -> None:
    """What will not be delivered any more frees the contract's lines and the customer's credit."""
    _call(ctx, order, Decimal(-1))
    whole, done = _money(order["amount"]), Decimal((order["delivered_amount"] or {}).get("amount", "0"))
    rest = Money(whole.amount - done, whole.currency)
    if rest.amount > 0:
        credit.post(
            ctx, f"order:{order['id']}:{key}", order["customer"]["id"], "unshipped", "outside", rest,
            ref=("order", order["id"]),
        )  # fmt: skip


def _call(ctx: Ctx, order: dict[str, Any], sign: Decimal) -> None:
    """Count what the order calls for (or gives back: what is not delivered) on the lines of its contract."""
    wanted: dict[int, Decimal] = {}
    for line in order["lines"]:
        if line.get("contract_line"):
            open_ = Decimal(line["quantity"]) - (Decimal(line["delivered"]) if sign < 0 else ZERO)
            wanted[line["contract_line"]["id"]] = wanted.get(line["contract_line"]["id"], ZERO) + sign * open_
    if not wanted:
        return
    rule = acting.by_rule(ctx)
    (contract_id,) = {
        row[0] for row in fetch_all("SELECT contract_id FROM trade_contractline WHERE id = ANY(%s)", (list(wanted),))
    }
    fetch_all(_LOCK, (contract_id,))
    lines = records.lines(rule, "contract", contract_id)["lines"]
    for line in lines:
        left = Decimal(line["quantity"]) - Decimal(line["ordered"])
        if line["limited"] and wanted.get(line["id"], ZERO) > left:
            params = {"line": line["name"], "left": f"{left.normalize():f}"}
            raise Conflict(
                _("Of “%(line)s” the contract has %(left)s left.") % params, code="over_contract", extra=params
            )
    changed = [
        {"id": line["id"], "ordered": str(Decimal(line["ordered"]) + wanted.get(line["id"], ZERO))} for line in lines
    ]
    acting.settle(ctx, "contract", contract_id, {"lines": changed}, "order", "called")


def _money(value: dict[str, Any] | None) -> Money:
    return Money(Decimal(value["amount"]), value["currency"]) if value else Money(ZERO)
