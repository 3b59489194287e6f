"""The company's rules for activities: what counts, what is late, how long a position stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, Stale
from kezhou.modules.activities.models import ONLY, ActivityRules
from kezhou.sdk import query
from kezhou.sdk.audit import Entry, write
from kezhou.sdk.jobs import enqueue

MIN_CONTENT = 10
SUBSTANCE: Mapping[str, Any] = {
    "or": [
        {"field": "content_length", "op": "gte", "value": MIN_CONTENT},
        {"field": "file_count", "op": "gte", "value": 1},
    ]
}
"""What holds where the rule names something that no longer exists: a save must not fail for that."""
EFFECTIVE: Mapping[str, Any] = {"and": [{"field": "kind", "op": "ne", "value": "other"}, SUBSTANCE]}
"""Unless an administrator says otherwise: ten characters or a file, and not of kind “other”."""
LATE_MINUTES = 15
POSITION_DAYS = 180
MAX_LATE_MINUTES = 24 * 60
MAX_POSITION_DAYS = 3 * 365


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds now; `version` is what a change must name."""

    effective: Mapping[str, Any] = field(default_factory=lambda: EFFECTIVE)
    late_minutes: int = LATE_MINUTES
    position_days: int = POSITION_DAYS
    version: int = 0


def current() -> Rules:
    """The stored rules, or the defaults."""
    row = ActivityRules.objects.filter(id=ONLY).first()
    return Rules() if row is None else Rules(row.effective, row.late_minutes, row.position_days, row.version)


def told() -> dict[str, Any]:
    """The rules as JSON."""
    rules = current()
    return {
        "effective": rules.effective,
        "late_minutes": rules.late_minutes,
        "position_days": rules.position_days,
        "version": rules.version,
    }


def change(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """Store other rules; whether follow-ups count is then reckoned anew by a job. Raises `Invalid`, `Stale`, and
    `BadRequest` for a condition that follow-ups cannot answer."""
    errors = [
        *_between(given, "late_minutes", 0, MAX_LATE_MINUTES),
        *_between(given, "position_days", 1, MAX_POSITION_DAYS),
    ]
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    query.rule_sql(ctx, query.entity(ctx, "follow_up"), given["effective"], new=True)
    with transaction.atomic():
        row = ActivityRules.objects.select_for_update().filter(id=ONLY).first()
        if given["version"] != (row.version if row else 0):
            raise Stale(_("Somebody else changed the rules first."), extra={"current": told()})
        before = told()
        ActivityRules.objects.update_or_create(
            id=ONLY,
            defaults={
                "effective": given["effective"],
                "late_minutes": given["late_minutes"],
                "position_days": given["position_days"],
                "version": given["version"] + 1,
                "updated_at": ctx.clock.now(),
                "updated_by_id": ctx.actor.id,
            },
        )
        after = told()
        changes = {
            name: (before[name], after[name]) for name in after if before[name] != after[name] and name != "version"
        }
        write(ctx, [Entry("follow_up", None, "definition_changed", changes)])
        if "effective" in changes:
            enqueue("activities_effective", once="activities_effective")
    return after


def _between(given: Mapping[str, Any], name: str, low: int, high: int) -> list[FieldError]:
    if low <= given[name] <= high:
        return []
    message = _("This must lie between %(low)d and %(high)d.") % {"low": low, "high": high}
    return [FieldError(name, "out_of_range", message)]
