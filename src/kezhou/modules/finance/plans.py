"""Plans held while money is counted on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.modules.finance.money import ZERO, Place
from kezhou.modules.trade import api as trade
from kezhou.sdk import records
from kezhou.sdk.query import fetch_all

_ROWS = """
SELECT id, name, customer_id, contract_id, order_id, amount_currency, amount, received, written_off, outstanding, state
  FROM finance_receiptplan WHERE id = ANY(%s) AND deleted_at IS NULL ORDER BY id"""


@dataclass(frozen=True, slots=True)
class Plan:
    """A stored plan; amounts are in its currency."""

    id: int
    name: str
    customer: int
    contract: int | None
    order: int | None
    currency: str
    amount: Decimal
    received: Decimal
    written_off: Decimal
    outstanding: Decimal
    state: str

    @property
    def place(self) -> Place:
        """The document that it is a period of."""
        return ("contract", self.contract) if self.contract is not None else ("order", self.order or 0)


def read(ids: Collection[int], *, held: bool = False) -> dict[int, Plan]:
    """Plans by id; `held` keeps their rows until the transaction ends."""
    if not ids:
        return {}
    rows = fetch_all(_ROWS + (" FOR UPDATE" if held else ""), (sorted(set(ids)),))
    return {row[0]: Plan(*row) for row in rows}


def count(
    ctx: Ctx, plans: Mapping[int, Plan], received: Mapping[int, Decimal], written_off: Mapping[int, Decimal], act: str
) -> None:
    """Add amounts to what held plans say was received and written off. Raises `Conflict` `over_plan` with what is left
    of a plan, `void_plan`, `below_zero`."""
    values: dict[int, dict[str, Any]] = {}
    for id_ in sorted({*received, *written_off}):
        plan = plans[id_]
        more = received.get(id_, ZERO), written_off.get(id_, ZERO)
        if sum(more, ZERO) > 0:
            _must_take(plan, sum(more, ZERO))
        now = plan.received + more[0], plan.written_off + more[1]
        if min(now) < 0:
            raise Conflict(_("Less than that was booked."), code="below_zero")
        values[id_] = {
            name: {"amount": str(amount), "currency": plan.currency}
            for name, amount in zip(("received", "written_off"), now, strict=True)
        }
    if not values:
        return
    options = records.Options(
        internal=True, moves_free=True, unlocked=True, action="update", event="counted", always=True, meta={"by": act}
    )
    for draft in records.update_many(trade.by_rule(ctx), "receipt_plan", sorted(values), values, options):
        if draft.problem is not None:
            raise draft.problem


def _must_take(plan: Plan, more: Decimal) -> None:
    if plan.state == "void":
        raise Conflict(_("The plan “%(plan)s” is void.") % {"plan": plan.name}, code="void_plan")
    if more > plan.outstanding:
        params = {"plan": plan.name, "left": f"{plan.outstanding:.2f}", "currency": plan.currency}
        text = _("Of the plan “%(plan)s” %(left)s %(currency)s is left.") % params
        raise Conflict(text, code="over_plan", extra={**params, "id": plan.id})
