"""What people do with visits: arrive, finish, cancel, plan again."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid
from kezhou.modules.activities import places, positions, settings
from kezhou.modules.activities.visit import rules
from kezhou.modules.parties import api as parties
from kezhou.sdk import records


def check_in(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Somebody is there. Once only; without a position where the person has not agreed to keep one."""
    _must_be(values, "planned", "missed")
    if values.get("checked_in_at") is not None:
        raise Conflict(_("Somebody has checked in already."), code="checked_in")
    positions.require_consent(ctx, given)
    now = ctx.clock.now()
    late = rules.is_late(values["planned_at"], now, settings.current().late_minutes)
    return {"checked_in_at": now.isoformat(), "late": late, "state": "planned"}


def keep_arrival(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """The position of the check-in, in the same transaction; it may also tell where the customer is."""
    positions.keep(ctx, values["id"], "in", given)
    places.learn(ctx, values["customer"], given)


def finish(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """It took place, and this came of it."""
    _must_be(values, "planned", "missed")
    if not given.get("result"):
        raise Invalid(
            _("Some values are not right."),
            errors=[FieldError("result", "required", _("Write down what came of the visit."))],
        )
    positions.require_consent(ctx, given)
    return {"state": "done", "checked_out_at": ctx.clock.now().isoformat()}


def write_up(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """The follow-up that a finished visit is, in the name of who went."""
    positions.keep(ctx, values["id"], "out", given)
    next_at = given.get("next_at")
    contact = values.get("contact")
    if contact is not None and parties.strangers({(contact, values["customer"])}):
        contact = None  # has left the customer since the visit was planned; the visit itself still names them
    records.create(
        ctx,
        "follow_up",
        {
            "customer": values["customer"],
            "contact": contact,
            "visit": values["id"],
            "kind": "visit",
            "content": values["result"],
            "at": (values.get("checked_in_at") or ctx.clock.now()).isoformat(),
            "author": values["owner"] or ctx.actor.id,
            "next_at": next_at.isoformat() if next_at else None,
            "next_content": given.get("next_content"),
        },
        records.Options(internal=True),
    )


def cancel(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """It will not take place, for a reason."""
    _must_be(values, "planned")
    if not given.get("cancel_reason"):
        raise Invalid(
            _("Some values are not right."),
            errors=[FieldError("cancel_reason", "required", _("Say why the visit is cancelled."))],
        )
    return {"state": "cancelled"}


def reopen(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """A missed or cancelled visit is planned once more, for another time."""
    _must_be(values, "missed", "cancelled")
    if given.get("planned_at") is None:
        raise Invalid(
            _("Some values are not right."), errors=[FieldError("planned_at", "required", _("Name the new time."))]
        )
    return {"state": "planned", "late": False, "cancel_reason": None}


def _must_be(values: Mapping[str, Any], *states: str) -> None:
    if values.get("state") not in states:
        raise Conflict(
            _("The visit is in another state now."), code="wrong_state", extra={"state": values.get("state")}
        )
