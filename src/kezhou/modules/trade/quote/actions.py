"""What people do with quotes: send, revise, and write down the customer's answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid
from kezhou.modules.trade import acting
from kezhou.sdk.query import fetch_one

WRONG = _("The quote is in another state now.")
_STATE = "SELECT state FROM trade_quote WHERE id = %s AND deleted_at IS NULL FOR UPDATE"


def send(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The customer gets it; only what was approved."""
    acting.must(values, _("Only an approved quote is sent."), approval_state=("approved",))
    acting.must(values, WRONG, state=("draft",))
    today = company_today(ctx.clock)
    until = values.get("valid_until")
    if until is not None and until < today:
        raise Conflict(_("The quote has run out; revise it."), code="expired")
    return {"state": "sent", "quoted_on": values.get("quoted_on") or today}


def sent(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """What it replaces holds no more."""
    previous = values.get("previous")
    if previous is None:
        return
    row = fetch_one(_STATE, (previous,))
    if row is not None and row[0] in ("draft", "sent", "expired"):
        acting.settle(ctx, "quote", previous, {"state": "superseded"}, "send", "superseded")


def accept(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The customer says yes."""
    acting.must(values, WRONG, state=("sent",), approval_state=("approved",))
    return {"state": "accepted"}


def decline(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The customer says no, for a reason."""
    acting.must(values, WRONG, state=("sent",), approval_state=("approved",))
    if not given.get("declined_reason"):
        text = _("Say why.")
        raise Invalid(text, errors=[FieldError("declined_reason", "required", text)])
    return {"state": "declined"}
