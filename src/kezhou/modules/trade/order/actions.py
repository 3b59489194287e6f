"""What people do with orders: settle them, with what is still open given up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.modules.trade import acting
from kezhou.modules.trade.order import after, progress


def settle(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The order is closed; with anything still to be delivered a reason is asked for."""
    acting.must(values, _("The order is not being carried out."), state=("open", "part", "delivered"))
    if values["state"] != "delivered" and not given.get("closed_reason"):
        text = _("Not everything was delivered; say why the order is closed.")
        raise Invalid(text, errors=[FieldError("closed_reason", "required", text)])
    return {"state": "settled", "settled_on": company_today(ctx.clock)}


def settled(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    after.give_back(ctx, progress.locked(ctx, values["id"]), "settle")
