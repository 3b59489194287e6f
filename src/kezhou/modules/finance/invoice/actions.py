"""What people do with invoices: issue them, hand them over, and have red ones confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.modules.finance.channels import tax_channels
from kezhou.modules.finance.invoice import booking, rules
from kezhou.modules.trade import api as trade
from kezhou.sdk.jobs import enqueue

WRONG = _("The invoice is in another state now.")
TO_ISSUE = ("draft", "sent", "failed")
"""While a channel keeps silent somebody may ask it again, or write down the number that the platform shows."""
JOB = "issue_invoice"


def issue(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Register the number of an invoice that was issued elsewhere, or ask a tax channel to issue it."""
    trade.must(values, _("Only an approved invoice is issued."), approval_state=("approved",))
    trade.must(values, WRONG, state=TO_ISSUE)
    if rules.is_red(values):
        trade.must(values, _("The other side has not confirmed the reversal yet."), red_state=("confirmed",))
    name = given.get("channel") or ""
    if not name:
        return rules.registered(
            values, given.get("invoice_number") or "", given.get("issued_on"), company_today(ctx.clock)
        )
    if name not in tax_channels:
        text = _("There is no such tax channel.")
        raise Invalid(text, errors=[FieldError("channel", "unknown", text, {"allowed": sorted(tax_channels)})])
    return {"state": "sent", "channel": name, "channel_problem": ""}


def booked(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """It is booked once it has its number; a channel is asked when this is committed, never inside."""
    if values.get("state") == "issued":
        booking.issued(ctx, values["id"])
    elif values.get("state") == "sent":
        enqueue(JOB, once=f"{JOB}:{values['id']}", invoice=values["id"], attempt=1)


def hand_over(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The customer has it."""
    trade.must(values, WRONG, state=("issued",))
    today = company_today(ctx.clock)
    day = given.get("delivered_on") or today
    if day > today or (values.get("issued_on") is not None and day < values["issued_on"]):
        text = _("This day lies before it was issued, or has not come yet.")
        raise Invalid(text, errors=[FieldError("delivered_on", "out_of_range", text)])
    return {"state": "delivered", "delivered_on": day}


def _asked(values: Mapping[str, Any]) -> None:
    trade.must(values, WRONG, state=("draft",))
    trade.must(values, _("Nobody waits for this confirmation."), red_state=("applied",))


def confirm(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The other side agrees to the reversal."""
    _asked(values)
    if not given.get("red_confirmation"):
        text = _("Write down the number of the confirmation.")
        raise Invalid(text, errors=[FieldError("red_confirmation", "required", text)])
    return {"red_state": "confirmed"}


def refuse(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The other side does not agree."""
    _asked(values)
    return {"red_state": "rejected"}


def withdraw(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """We do not ask any more."""
    _asked(values)
    return {"red_state": "withdrawn"}


def apply(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Ask once more."""
    trade.must(values, WRONG, state=("draft",))
    trade.must(values, WRONG, red_state=("rejected", "withdrawn"))
    return {"red_state": "applied"}
