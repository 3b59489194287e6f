"""What people do with contracts: sign, archive, complete, end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.modules.trade import acting

WRONG = _("The contract is in another state now.")
RUNNING = ("signed", "running")


def sign(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Both sides have signed; only what was approved. It runs from its first day on."""
    acting.must(values, _("Only an approved contract is signed."), approval_state=("approved",))
    acting.must(values, WRONG, state=("draft",))
    today = company_today(ctx.clock)
    signed = given.get("signed_on") or today
    if signed > today:
        text = _("This day has not come yet.")
        raise Invalid(text, errors=[FieldError("signed_on", "in_future", text)])
    first = values.get("starts_on")
    return {
        "state": "signed" if first is not None and first > today else "running",
        "signed_on": signed,
        "our_signer": given.get("our_signer") or ctx.actor.id,
    }


def archive(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where the signed original lies."""
    acting.must(
        values, _("Only a signed contract is archived."), state=(*RUNNING, "completed", "terminated", "expired")
    )
    if not given.get("archive_number"):
        text = _("Name the archive number.")
        raise Invalid(text, errors=[FieldError("archive_number", "required", text)])
    return {}


def complete(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Both sides have done what was agreed."""
    acting.must(values, WRONG, state=(*RUNNING, "expired"), approval_state=("approved",))
    return {"state": "completed"}


def terminate(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """It ends before its time, for a reason."""
    acting.must(values, WRONG, state=RUNNING, approval_state=("approved",))
    if not given.get("ended_reason"):
        text = _("Say why.")
        raise Invalid(text, errors=[FieldError("ended_reason", "required", text)])
    return {"state": "terminated"}
