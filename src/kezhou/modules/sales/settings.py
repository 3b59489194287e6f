"""The company's rules of registration and of ending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, Stale
from kezhou.modules.sales.models import ONLY, SalesRules
from kezhou.sdk.audit import Entry, write

MAX_DAYS = 3_650
MAX_RENEWALS = 20
LIMITS = {"validity_days": (1, MAX_DAYS), "recent_days": (0, MAX_DAYS), "max_renewals": (0, MAX_RENEWALS)}


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds now; see `SalesRules`. `version` is what a change must name."""

    registration_required: bool = False
    validity_days: int = 90
    recent_days: int = 180
    max_renewals: int = 2
    competitor_on_loss: bool = True
    version: int = 0


NAMES = ("registration_required", "validity_days", "recent_days", "max_renewals", "competitor_on_loss")


def current() -> Rules:
    """The stored rules, or the defaults."""
    row = SalesRules.objects.filter(id=ONLY).first()
    return Rules() if row is None else Rules(*(getattr(row, name) for name in NAMES), row.version)


def told() -> dict[str, Any]:
    return asdict(current())


def change(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """Store other rules. Raises `Invalid`, and `Stale` where somebody changed them meanwhile."""
    errors = [
        FieldError(name, "out_of_range", _("This must lie between %(low)d and %(high)d.") % {"low": low, "high": high})
        for name, (low, high) in LIMITS.items()
        if not low <= given[name] <= high
    ]
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    with transaction.atomic():
        row = SalesRules.objects.select_for_update().filter(id=ONLY).first()
        if given["version"] != (row.version if row else 0):
            raise Stale(_("Somebody else changed the rules first."), extra={"current": told()})
        before = told()
        values = {name: given[name] for name in NAMES}
        SalesRules.objects.update_or_create(
            id=ONLY,
            defaults={
                **values,
                "version": given["version"] + 1,
                "updated_at": ctx.clock.now(),
                "updated_by_id": ctx.actor.id,
            },
        )
        changes = {name: (before[name], values[name]) for name in NAMES if before[name] != values[name]}
        write(ctx, [Entry("opportunity", None, "definition_changed", changes)])
    return told()
