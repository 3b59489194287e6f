"""What invoices book: asked for when approved, invoiced when issued, both back when reversed or voided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.kernel.money import Money
from kezhou.modules.credit import api as credit
from kezhou.modules.finance import money
from kezhou.modules.finance.invoice import lines, rules
from kezhou.modules.finance.money import ZERO, Place
from kezhou.modules.trade import api as trade
from kezhou.sdk import records
from kezhou.sdk.query import CompiledEntity, fetch_all, fetch_one
from kezhou.sdk.records import Draft

MOST_WORDS = 300
_LOCK = """
SELECT state, amount, red_amount FROM finance_invoice WHERE id = %s AND deleted_at IS NULL FOR UPDATE"""
_REVERSALS = """
SELECT coalesce(sum(-amount), 0) FROM finance_invoice
 WHERE original_id = %s AND id <> %s AND approval_state = 'approved' AND deleted_at IS NULL"""


def approved(ctx: Ctx, invoice_id: int) -> None:
    """Registered with `approvals.on_approved`: a blue invoice takes its part of the document, a red one of its
    original. Raises `Conflict` where that is too much."""
    invoice = _read(ctx, invoice_id)
    amount = _amount(invoice)
    if invoice["original"] is not None:
        _original_left(invoice, -amount.amount)
        lines.must_lie_in_original(invoice_id, invoice["original"]["id"])
    elif place := _place(invoice):
        money.add(ctx, {place: {"requested": amount.amount}}, amount.currency)
        money.must_be_approved([place])
        lines.must_fit(invoice_id)


def issued(ctx: Ctx, invoice_id: int) -> None:
    """It counts as invoiced, and what the customer owes waits for money now; a red one takes both back."""
    invoice = _read(ctx, invoice_id)
    amount, red = _amount(invoice), invoice["original"] is not None
    if red:
        _reverse_original(ctx, invoice, -amount.amount)
    if place := _place(invoice):
        change = {"invoiced": amount.amount} | ({"requested": amount.amount} if red else {})
        money.add(ctx, {place: change}, amount.currency)
    source: credit.Stage = "uninvoiced"
    target: credit.Stage = "unpaid"
    if red:
        source, target, amount = target, source, -amount
    credit.post(
        ctx, f"credit:invoice:{invoice_id}", invoice["customer"]["id"], source, target, amount,
        ref=("invoice", invoice_id),
    )  # fmt: skip


def answered(ctx: Ctx, invoice_id: int, number: str, day: date) -> None:
    """What a tax channel answers later; a repeated answer changes nothing. Raises `Conflict` for an invoice that no
    channel was asked about, `Invalid` for a number that cannot be."""
    with transaction.atomic():
        row = fetch_one(_LOCK, (invoice_id,))
        invoice = _read(ctx, invoice_id)
        if row is not None and invoice["invoice_number"] == number:
            return
        trade.must(invoice, _("The invoice is in another state now."), state=("sent", "failed"))
        values = rules.registered(invoice, number, day, company_today(ctx.clock))
        trade.settle(ctx, "invoice", invoice_id, values, "tax_channel", "issued")
        issued(ctx, invoice_id)


def failed(ctx: Ctx, invoice_id: int, why: str) -> None:
    """A tax channel did not issue it, and why. Nothing happens where the invoice has gone on meanwhile."""
    with transaction.atomic():
        row = fetch_one(_LOCK, (invoice_id,))
        if row is None or row[0] != "sent":
            return
        values = {"state": "failed", "channel_problem": why[:MOST_WORDS]}
        trade.settle(ctx, "invoice", invoice_id, values, "tax_channel", "issuing_failed")


def follow(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Registered with `records.saved`: a request that is voided gives back what it took. An issued invoice is reversed
    by a red one instead."""
    if entity.key != "invoice":
        return
    for draft in drafts:
        before = draft.before or {}
        if draft.values.get("approval_state") != "cancelled" or before.get("approval_state") == "cancelled":
            continue
        if draft.values.get("state") not in (None, "draft", "failed"):
            raise Conflict(_("What is issued is reversed by a red invoice, not voided."), code="issued")
        if draft.id is None:
            continue
        invoice = _read(ctx, draft.id)
        place = _place(invoice)
        if before.get("approval_state") == "approved" and invoice["original"] is None and place:
            amount = _amount(invoice)
            money.add(ctx, {place: {"requested": -amount.amount}}, amount.currency)
        trade.settle(ctx, "invoice", draft.id, {"state": "cancelled"}, "void", "cancelled")


def _original_left(invoice: Mapping[str, Any], wanted: Decimal) -> None:
    """The original is held; it is issued, and not more is asked back than it has left."""
    original = invoice["original"]["id"]
    row = fetch_one(_LOCK, (original,))
    if row is None or row[0] not in ("issued", "delivered"):
        raise Conflict(_("Only an issued invoice is reversed."), code="not_issued")
    ((others,),) = fetch_all(_REVERSALS, (original, invoice["id"]))
    left = row[1] - others
    if wanted > left:
        params = {"left": f"{left:.2f}"}
        text = _("Of the original %(left)s is left.") % params
        raise Conflict(text, code="over_original", extra=params)


def _reverse_original(ctx: Ctx, invoice: Mapping[str, Any], amount: Decimal) -> None:
    original = invoice["original"]["id"]
    row = fetch_one(_LOCK, (original,))
    if row is None or row[0] not in ("issued", "delivered") or row[2] + amount > row[1]:
        raise Conflict(_("Only an issued invoice is reversed."), code="not_issued")
    reversed_ = row[2] + amount
    values: dict[str, Any] = {"red_amount": str(reversed_)}
    values |= {"state": "reversed"} if reversed_ == row[1] else {}
    trade.settle(ctx, "invoice", original, values, "red_invoice", "reversed")


def _read(ctx: Ctx, invoice_id: int) -> dict[str, Any]:
    invoice = records.get(trade.by_rule(ctx), "invoice", invoice_id)
    if invoice is None:
        raise Conflict(_("The record is gone."), code="gone")
    return invoice


def _amount(invoice: Mapping[str, Any]) -> Money:
    value = invoice["amount"]
    return Money(Decimal(value["amount"]), value["currency"]) if value else Money(ZERO)


def _place(invoice: Mapping[str, Any]) -> Place | None:
    """The document that it counts on: the order, which counts on its contract, or the contract."""
    for name in ("order", "contract"):
        if invoice[name] is not None:
            return name, invoice[name]["id"]
    return None
