"""An approved change becomes the next edition of its contract."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.modules.trade import acting
from kezhou.sdk import records
from kezhou.sdk.query import fetch_one

COPIED = (
    "product", "name", "spec", "unit", "quantity", "unit_price", "discount_rate", "tax_rate", "remarks",
)  # fmt: skip
_ORDERED = """
SELECT c.amount, c.amount_currency, sum(CASE WHEN o.state = 'settled' THEN coalesce(o.delivered_amount, 0)
                                             ELSE o.amount END - coalesce(o.returned_amount, 0))
  FROM trade_contract c JOIN trade_order o ON o.contract_id = c.id AND o.deleted_at IS NULL
   AND o.approval_state = 'approved' AND o.amount_currency = c.amount_currency
 WHERE c.id = %s AND c.kind <> 'framework' AND c.amount IS NOT NULL GROUP BY c.id"""
_LOCK = "SELECT state, edition, approval_state FROM trade_contract WHERE id = %s AND deleted_at IS NULL FOR UPDATE"


def approved(ctx: Ctx, record_id: int) -> None:
    """Registered with `approvals.on_approved`: when it fails, nothing was approved. Raises `Conflict` where the
    contract ended meanwhile or a line would be less than what was ordered already."""
    ctx = acting.by_rule(ctx)
    change = records.get(ctx, "contract_change", record_id)
    if change is None:
        return
    contract_id = change["contract"]["id"]
    row = fetch_one(_LOCK, (contract_id,))
    if row is None or row[0] not in ("draft", "signed", "running") or row[2] != "approved":
        raise Conflict(_("The contract is in another state now."), code="wrong_state")
    if change["edition"] is not None and change["edition"] != row[1]:
        text = _("The contract was changed meanwhile, to edition %(edition)d; write the change anew.")
        raise Conflict(text % {"edition": row[1]}, code="other_edition", extra={"edition": row[1]})
    contract = records.get(ctx, "contract", contract_id)
    assert contract is not None  # noqa: S101 — the row was locked above
    lines = records.lines(ctx, "contract_change", record_id)["lines"]
    values: dict[str, Any] = {"edition": row[1] + 1}
    values |= {"ends_on": change["ends_on"]} if change["ends_on"] else {}
    if lines:
        values["lines"] = [_line(line) for line in lines]
        values["discount"] = change["discount"]
        _nothing_lost(ctx, contract_id, values["lines"])
    elif change["amount"]:
        values["amount"] = change["amount"]
    acting.settle(ctx, "contract", contract_id, values, "contract_change", "changed_by_agreement")
    _covers_orders(contract_id, contract["amount"])
    acting.settle(
        ctx,
        "contract_change",
        record_id,
        {"applied_on": company_today(ctx.clock), "edition": row[1] + 1, "amount_before": contract["amount"]},
        "contract_change",
        "applied",
    )


def _covers_orders(contract_id: int, before: dict[str, Any] | None) -> None:
    """A change never lowers a contract to less than what its orders come to: nobody could invoice them any more. What
    was ordered for more than was agreed before stays as it is."""
    row = fetch_one(_ORDERED, (contract_id,))
    if row is None or before is None:
        return
    agreed, currency, ordered = row
    if agreed < ordered and agreed < Decimal(before["amount"]):
        params = {"ordered": f"{ordered:.2f}", "currency": currency}
        text = _("Orders of %(ordered)s %(currency)s stand on this contract; it cannot come to less.") % params
        raise Conflict(text, code="below_ordered", extra=params)


def _line(line: dict[str, Any]) -> dict[str, Any]:
    values = {name: _plain(line.get(name)) for name in COPIED}
    return values | ({"id": line["contract_line"]["id"]} if line.get("contract_line") else {})


def _plain(value: Any) -> Any:
    """A link as its id."""
    return value["id"] if isinstance(value, dict) and "id" in value else value


def _nothing_lost(ctx: Ctx, contract_id: int, wanted: list[dict[str, Any]]) -> None:
    """A line that orders stand on may not go, nor become less than they called for."""
    kept = {line.get("id"): Decimal(line["quantity"]) for line in wanted}
    for line in records.lines(ctx, "contract", contract_id)["lines"]:
        ordered = Decimal(line["ordered"])
        if line["id"] not in kept and ordered > 0:
            raise Conflict(
                _("“%(line)s” was ordered already and cannot be taken out.") % {"line": line["name"]}, code="ordered"
            )
        if line["limited"] and kept.get(line["id"], ordered) < ordered:
            params = {"line": line["name"], "ordered": f"{ordered.normalize():f}"}
            raise Conflict(_("Of “%(line)s” %(ordered)s were ordered already.") % params, code="ordered", extra=params)
