"""The calls of data health."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE, company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, NotFound
from kezhou.sdk.audit import action
from kezhou.sdk.endpoint import JSON, Endpoint, Input, endpoint
from kezhou.sdk.query import check_subject, entity, field_rights

from . import fixes, people, rules
from .load import values_of


def register() -> None:
    """Called once at start-up."""
    action("confirmed", _("confirmed that the data is right"))
    for one in (
        Endpoint("customer/{int:record_id}/health", _health, summary="How good the data is, what is wrong, what helps"),
        Endpoint(
            "customer/{int:record_id}/fix",
            _fix,
            "POST",
            input={"fix": Input("text", required=True, max_length=40), "version": Input("integer")},
            summary="Put one thing right",
        ),
        Endpoint(
            "health/fix",
            _fix_many,
            "POST",
            input={"fix": Input("text", required=True, max_length=40), "ids": Input(JSON, required=True)},
            summary="Put one thing right for up to 200 customers",
        ),
        Endpoint(
            "health/people",
            _people,
            permission="customer:view",
            input={"by": Input("text", max_length=10, help="owner or dept")},
            summary="Data health per person or department",
        ),
    ):
        endpoint(one)


def _health(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    """`{score, parts, missing, findings, fixes}`. A fix shows what it would write where the reader sees the field in
    full."""
    record_id = values["record_id"]
    check_subject(ctx, fixes.KEY, record_id)
    customers = entity(ctx, fixes.KEY)
    found = values_of(customers, [record_id]).get(record_id)
    if found is None:
        raise NotFound()
    rights = field_rights(ctx, customers)
    if rights["health"].view == "hidden":
        raise NotFound()
    confirmed: date = found["confirmed_on"] or found["created_at"].astimezone(COMPANY_ZONE).date()
    health = rules.assess(found, found["credit_code_ok"], company_today(ctx.clock), confirmed)
    shown = set(people.shown_codes(ctx))
    return {
        "score": health.score,
        "confirmed_on": confirmed,
        "parts": [
            {"key": key, "label": label, "points": health.parts[key], "of": of}
            for key, (label, of) in rules.PARTS.items()
        ],
        "missing": [
            {"field": name, "label": customers.fields[name].label, "points": rules.FILLED[name]}
            for name in health.missing
            if rights[name].view != "hidden"
        ],
        "findings": [
            {"code": code, "label": rules.FINDINGS[code].label, "points": rules.FINDINGS[code].points}
            for code in health.findings
            if code in shown
        ],
        "fixes": [
            {"key": key, "label": fixes.LABELS[key], "changes": _changes(customers, rights, found, changes)}
            for key, changes in fixes.offered(found, health, confirmed)
            if all(rights[name].edit and rights[name].view != "hidden" for name in changes)
        ],
    }


def _changes(customers: Any, rights: Any, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    lines = []
    for name, value in new.items():
        spec = customers.fields[name]
        line = {"field": name, "label": spec.label}
        if rights[name].view == "full" and not spec.masked:
            before = old.get(name)
            line |= {"from": None if before is None else spec.type.diff_text(before, spec)}
            line |= {"to": spec.type.diff_text(value, spec)}
        lines.append(line)
    return lines


def _fix(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    """422 `nothing_to_fix` where the record has nothing of the kind any more."""
    if not fixes.apply(ctx, values["record_id"], values["fix"], values["version"]):
        message = _("There is nothing left to put right here.")
        raise Invalid(message, code="nothing_to_fix", errors=[FieldError("fix", "nothing_to_fix", message)])
    return _health(ctx, values)


def _fix_many(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    ids = values["ids"]
    if not isinstance(ids, list) or not all(isinstance(one, int) and not isinstance(one, bool) for one in ids):
        message = _("This must be a list of ids.")
        raise Invalid(message, errors=[FieldError("ids", "not_ids", message)])
    return fixes.apply_many(ctx, ids, values["fix"])


def _people(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    by = values["by"] or "owner"
    if by not in people.BY:
        message = _("Known are: %(known)s.") % {"known": ", ".join(people.BY)}
        raise Invalid(message, errors=[FieldError("by", "unknown", message)])
    return people.table(ctx, by)
