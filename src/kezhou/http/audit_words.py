"""What the lines of the audit log are about, in words, where it is no entity: settings and things that have a page of
their own. What an entity calls its own acts goes first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform.audit import actions
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity

SUBJECTS: Mapping[str, Any] = {
    "approval": _("Approval request"),
    "approval_flow": _("Approval flow"),
    "custom_field": _("Custom field"),
    "dictionary": _("Dictionary"),
    "duplicate_rule": _("Duplicate rules"),
    "duplicate_weight": _("Weights of the duplicate check"),
    "handover": _("Handover"),
    "lead_assignment": _("Lead assignment"),
    "lead_scoring": _("Lead scoring"),
    "lifecycle": _("Life-cycle rules"),
    "number_rule": _("Numbering rule"),
    "pool": _("Pool"),
    "registration_form": _("Registration form"),
    "report_schedule": _("Scheduled report"),
    "segment": _("Segment"),
    "tag_library": _("Tag library"),
    "work_calendar": _("Work calendar"),
}
FIELDS: Mapping[str, Mapping[str, Any]] = {
    "pool": {
        "name": _("Name"),
        "order": _("Order"),
        "entity": _("Kind of record"),
        "active": _("Active"),
        "is_default": _("Default pool"),
        "columns": _("Columns that members see"),
        "masked": _("Masked until claimed"),
        "members": _("Members"),
        "claims_per_day": _("Claims a day"),
        "claims_per_week": _("Claims a week"),
        "views_per_day": _("Views a day"),
        "ex_owner_days": _("Days until a former owner may claim"),
        "new_days": _("Days until what is new may be claimed"),
        "limits": _("Holding limits"),
        "days": _("Days without the event"),
        "fact": _("Event"),
        "basis": _("Counted from"),
        "spared": _("Spared"),
        "condition": _("Condition"),
        "warn_days": _("Warned days before"),
        "protect_days": _("Protected days when new"),
    }
}


def subject_label(key: str, entity: CompiledEntity | None) -> str:
    return str(entity.label if entity else SUBJECTS.get(key, key))


def field_label(key: str, name: str, entity: CompiledEntity | None) -> str:
    spec = entity.fields.get(name) if entity else None
    return str(spec.label if spec else FIELDS.get(key, {}).get(name, name))


def action_label(key: str, entity: CompiledEntity | None) -> str:
    """What the entity calls the act, else what the log does. Acts of entities become known to the log when they first
    happen in a process, so a process that has just started reads them here."""
    own = next((one.label for one in entity.definition.actions if one.key == key), None) if entity else None
    if own is not None:
        return str(own)
    return str(actions.get(key).label) if actions.is_known(key) else key


def is_action(ctx: Ctx, key: str) -> bool:
    return actions.is_known(key) or any(
        one.key == key for entity in registry.all_entities(ctx).values() for one in entity.definition.actions
    )
