"""Documents of money made from others, with what is left: registered as ways of `trade/make`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.modules.finance.belonging import BUYER
from kezhou.modules.finance.money import ZERO, Place
from kezhou.modules.trade import api as trade
from kezhou.sdk.query import entity, fetch_all, fetch_one, may, right

Record = Mapping[str, Any]
HEAD = ("name", "customer", "contact", "currency", "tax_included")
RATE = "13"
"""The tax rate of an invoice for a contract without lines, until somebody chooses another."""
# Quantities by line that live invoices ask for; red ones give back what they reversed once they are issued.
_INVOICED = """
SELECT l.{link}, sum(l.quantity) FROM finance_invoiceline l JOIN finance_invoice h ON h.id = l.invoice_id
 WHERE l.{link} = ANY(%s) AND l.deleted_at IS NULL AND h.deleted_at IS NULL AND h.approval_state <> 'cancelled'
   AND (h.original_id IS NULL OR h.state IN ('issued', 'delivered')) GROUP BY 1"""
_SUMS = "SELECT agreed, requested FROM finance_documentmoney WHERE {link} = %s"
_TITLE = """
SELECT t.id FROM finance_invoicetitle t
 WHERE t.customer_id = %s AND t.deleted_at IS NULL AND {seen} ORDER BY t.is_default DESC, t.id LIMIT 1"""


def register() -> None:
    """Called once at start-up."""
    trade.makers.update(
        {
            ("contract", "invoice", ""): _contract_to_invoice,
            ("order", "invoice", ""): _order_to_invoice,
            ("invoice", "invoice", "red"): _red,
            ("receipt_plan", "receipt", ""): _plan_to_receipt,
            ("receipt_plan", "receipt", "prepaid"): _plan_from_prepaid,
            ("receipt_plan", "write_off", ""): _plan_to_write_off,
            ("receipt_plan", "refund", ""): _plan_to_refund,
        }
    )


def _contract_to_invoice(ctx: Ctx, record: Record, lines: Sequence[Record]) -> dict[str, Any]:
    return _invoice(ctx, record, lines, ("contract", record["id"]))


def _order_to_invoice(ctx: Ctx, record: Record, lines: Sequence[Record]) -> dict[str, Any]:
    return _invoice(ctx, record, lines, ("order", record["id"]))


def _invoice(ctx: Ctx, record: Record, lines: Sequence[Record], place: Place) -> dict[str, Any]:
    trade.must(record, _("This needs an approved document."), approval_state=("approved",))
    kind, id_ = place
    row = fetch_one(_SUMS.format(link=f"{kind}_id"), (id_,))
    asked = row[1] if row else ZERO
    values = trade.picked(record, HEAD) | {kind: id_}
    values |= _title(ctx, values["customer"])
    if lines:
        found = _lines_left(kind, lines, settled=record.get("state") == "settled")
        if not found:
            raise Conflict(_("Nothing is left to do."), code="nothing_left")
        discount = record.get("discount") if not asked else None
        return {**values, "lines": found} | ({"discount": discount} if discount else {})
    amount = record.get("amount")
    left = Decimal(amount["amount"]) - asked if amount else ZERO
    if left <= 0:
        raise Conflict(_("Nothing is left to do."), code="nothing_left")
    line = {"name": record["name"], "quantity": "1", "unit_price": str(left), "tax_rate": RATE}
    return {**values, "tax_included": True, "lines": [line]}


def _lines_left(kind: str, lines: Sequence[Record], *, settled: bool) -> list[dict[str, Any]]:
    """What nobody asked an invoice for: of an order without what came back, of a settled one what was delivered."""
    link = f"{kind}_line"
    done: dict[int, Decimal] = dict(fetch_all(_INVOICED.format(link=f"{link}_id"), ([line["id"] for line in lines],)))
    found = []
    for line in lines:
        whole = Decimal(line["delivered" if kind == "order" and settled else "quantity"])
        returned = Decimal(line["returned"]) if kind == "order" else ZERO
        left = whole - returned - done.get(line["id"], ZERO)
        if left > 0:
            above = {"contract_line": line["contract_line"]["id"]} if line.get("contract_line") else {}
            found.append({**trade.picked(line, trade.LINE), **above, "quantity": str(left), link: line["id"]})
    return found


def _title(ctx: Ctx, customer: int) -> dict[str, Any]:
    """The title that the customer's invoices are made out to, where the maker sees it."""
    title = entity(ctx, "invoice_title")
    if not may(ctx, title, "view"):
        return {}
    seen = right(ctx, title, "view")
    row = fetch_one(_TITLE.format(seen=seen.text), (customer, *seen.params))
    return {} if row is None else {"title": row[0]}


def _red(ctx: Ctx, record: Record, lines: Sequence[Record]) -> dict[str, Any]:
    """The whole of an issued invoice with the sign turned; who reverses a part takes lines away. The buyer is that
    of the original, whatever the title says by now."""
    trade.must(record, _("Only an issued invoice is reversed."), state=("issued", "delivered"))
    if record["original"] is not None:
        raise Conflict(_("A red invoice is not reversed."), code="is_red")
    values = trade.picked(record, (*HEAD, *BUYER, "send_to", "contract", "order", "kind", "title"))
    values |= {"original": record["id"], "red_reason": "01", "discount": str(-Decimal(record["discount"] or 0))}
    copied = [
        {
            **trade.picked(line, (*trade.LINE, "contract_line", "order_line")),
            "quantity": str(-Decimal(line["quantity"])),
        }
        for line in lines
    ]
    return {**values, "lines": copied}


def _plan_to_receipt(ctx: Ctx, record: Record, lines: Sequence[Record]) -> dict[str, Any]:
    left = _left(record)
    return {
        "customer": record["customer"]["id"],
        "received_on": company_today(ctx.clock).isoformat(),
        "amount": left,
        "method": record.get("method") or None,
        "lines": [{"plan": record["id"], "amount": left}],
    }


def _plan_from_prepaid(ctx: Ctx, record: Record, lines: Sequence[Record]) -> dict[str, Any]:
    return _plan_to_receipt(ctx, record, lines) | {"kind": "prepaid", "method": None}


def _plan_to_write_off(ctx: Ctx, record: Record, lines: Sequence[Record]) -> dict[str, Any]:
    values = {"plan": record["id"], "amount": _left(record), "reason": _("What is left of the plan")}
    return values | {"written_off_on": company_today(ctx.clock).isoformat()}


def _plan_to_refund(ctx: Ctx, record: Record, lines: Sequence[Record]) -> dict[str, Any]:
    received = record["received"]
    if received is None or Decimal(received["amount"]) <= 0:
        raise Conflict(_("Nothing is left to do."), code="nothing_left")
    return {
        "plan": record["id"],
        "customer": record["customer"]["id"],
        "amount": received,
        "refunded_on": company_today(ctx.clock).isoformat(),
        "reason": _("Paid back"),
    }


def _left(record: Record) -> Any:
    trade.must(record, _("The plan is in another state now."), state=("due", "part", "overdue"))
    return record["outstanding"]
