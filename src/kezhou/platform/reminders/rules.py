"""What the company decided about reminders: after how many days superiors hear of what is overdue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, Stale
from kezhou.platform.audit import Entry, write

from .models import ONLY, ReminderState

MAX_DAYS = 60


def told() -> dict[str, Any]:
    state = ReminderState.objects.filter(id=ONLY).first() or ReminderState(id=ONLY)
    return {"escalation_days": state.escalation_days, "version": state.version}


def change(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """Raises `Invalid` for days out of range, `Stale` where somebody else was first. Audited."""
    days = given["escalation_days"]
    if not 0 <= days <= MAX_DAYS:
        message = _("This must lie between %(low)d and %(high)d.") % {"low": 0, "high": MAX_DAYS}
        raise Invalid(message, errors=[FieldError("escalation_days", "out_of_range", message)])
    with transaction.atomic():
        ReminderState.objects.get_or_create(id=ONLY)
        state = ReminderState.objects.select_for_update().get(id=ONLY)
        if given["version"] != state.version:
            raise Stale(_("Somebody else changed the rules first."), extra={"current": told()})
        before, state.escalation_days = state.escalation_days, days
        state.version += 1
        state.save(update_fields=["escalation_days", "version"])
        if before != days:
            write(ctx, [Entry("user", None, "definition_changed", {"escalation_days": (before, days)})])
    return told()
