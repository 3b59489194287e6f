"""What people do with leads."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid

OPEN = ("new", "working", "qualified")


def qualify(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """There is a real need: worth a salesperson's time."""
    must_be(values, "new", "working")
    return {"state": "qualified"}


def drop(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Nothing comes of it, for a reason. Raises `Invalid` without one."""
    must_be(values, *OPEN)
    if not given.get("drop_reason"):
        message = _("Say why nothing comes of it.")
        raise Invalid(message, errors=[FieldError("drop_reason", "required", message)])
    return {"state": "dropped", "dropped_at": ctx.clock.now().isoformat(), "next_follow_up_at": None}


def reopen(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """There is something to it after all."""
    must_be(values, "dropped")
    return {"state": "working", "drop_reason": None, "drop_note": None, "dropped_at": None}


def must_be(values: Mapping[str, Any], *states: str) -> None:
    """Raises `Conflict` for a lead in another state."""
    if values.get("state") not in states:
        raise Conflict(_("The lead is in another state now."), code="wrong_state", extra={"state": values.get("state")})
