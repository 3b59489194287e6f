"""What people do with tasks."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid


def done(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Open → done, now."""
    _must_be(values, "open")
    return {"state": "done", "done_at": ctx.clock.now().isoformat()}


def reopen(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Done or cancelled → open."""
    _must_be(values, "done", "cancelled")
    return {"state": "open", "done_at": None}


def cancel(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Open → cancelled: it need not be done any more."""
    _must_be(values, "open")
    return {"state": "cancelled"}


def postpone(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Another due time for an open task."""
    _must_be(values, "open")
    if given.get("due_at") is None:
        raise Invalid(
            _("Some values are not right."), errors=[FieldError("due_at", "required", _("Name the new time."))]
        )
    return {}


def _must_be(values: Mapping[str, Any], *states: str) -> None:
    if values.get("state") not in states:
        raise Conflict(_("The task is in another state now."), code="wrong_state", extra={"state": values.get("state")})
