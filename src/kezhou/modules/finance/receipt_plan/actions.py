"""What people do with plans: take out those that will not come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.modules.trade import api as trade

OPEN = ("waiting", "due", "overdue")


def void(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """A plan that nothing came in for gives its amount back to its document."""
    booked = [values[name] for name in ("received", "written_off") if values.get(name) is not None]
    if any(amount.amount for amount in booked):
        text = _("Money was received or written off; take that back first.")
        raise Conflict(text, code="has_money")
    trade.must(values, _("The plan is in another state now."), state=OPEN)
    return {"state": "void"}
