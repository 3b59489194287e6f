"""The calls of this module."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, NotFound
from kezhou.sdk.endpoint import Endpoint, Input, endpoint
from kezhou.sdk.records import get
from kezhou.sdk.reports import UNITS
from kezhou.sdk.sheets import start_job

from . import aside, closeness, manager, page, reckon


def register() -> None:
    """Called once at start-up."""
    line = {"kind": Input(required=True), "id": Input("integer", required=True), "back": Input("boolean")}
    one = {"entity": Input(required=True), "id": Input("integer", required=True)}
    endpoint(Endpoint("today", _today, summary="Whom to call, where to go, what to do today, and why"))
    endpoint(Endpoint("today/aside", _aside, "POST", "", line, "Put a line aside for a while, or take it back"))
    endpoint(
        Endpoint(
            "today/closeness", _closeness, "GET", "follow_up:view", one, "How close a customer or contact is, and why"
        )
    )
    seen = {
        "unit": Input(required=True),
        "on": Input("date"),
        "department": Input("integer"),
        "person": Input("integer"),
    }
    endpoint(
        Endpoint(
            "manager/activity", _activity, "GET", "follow_up:view", seen, "Who did how much, beside the period before"
        )
    )
    endpoint(Endpoint("manager/export", _export, "POST", "follow_up:export", seen, "The same as a spreadsheet"))


def _asked(ctx: Ctx, data: Mapping[str, Any], action: str) -> manager.Asked:
    """Raises `Invalid` for a unit that there is not."""
    if data["unit"] not in UNITS:
        message = _("“%(value)s” is no period: %(allowed)s.") % {
            "value": data["unit"][:20],
            "allowed": ", ".join(UNITS),
        }
        raise Invalid(message, errors=[FieldError("unit", "not_a_choice", message)])
    on = data.get("on") or company_today(ctx.clock)
    return manager.Asked(data["unit"], on, data.get("department"), data.get("person"), action)


def _activity(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    return manager.activity(ctx, _asked(ctx, data, "view"))


def _export(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    asked = _asked(ctx, data, "export")
    record = start_job(
        ctx,
        "export_team",
        title=str(_("Team activity")),
        unit=asked.unit,
        on=asked.on.isoformat(),
        department=asked.department,
        person=asked.person,
    )
    return {"job": record.id}


def _today(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    return page.page(ctx)


def _aside(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    act = aside.take_back if data.get("back") else aside.put_aside
    act(ctx, data["kind"], data["id"])
    return {"back": bool(data.get("back"))}


def _closeness(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    """Parts of the score, of the loyalty and of the rhythm, as of now."""
    key = data["entity"]
    if key not in reckon.ENTITIES:
        message = _("Closeness is reckoned for customers and contacts.")
        raise Invalid(message, errors=[FieldError("entity", "not_a_choice", message)])
    if get(ctx, key, data["id"]) is None:
        raise NotFound()
    found = reckon.of_one(ctx, key, data["id"])
    if found is None:
        return {"score": 0, "known": False}
    return {
        "known": True,
        "score": found.now.score,
        "parts": [
            {
                "key": "recency",
                "points": found.now.recency,
                "of": closeness.RECENCY,
                "facts": {"days_since": found.contacts.days_since, "last_on": found.last_on},
            },
            {
                "key": "frequency",
                "points": found.now.frequency,
                "of": closeness.FREQUENCY,
                "facts": {"last_90": found.contacts.last_90},
            },
            {
                "key": "depth",
                "points": found.now.depth,
                "of": closeness.DEPTH,
                "facts": {
                    "in_person": found.contacts.in_person,
                    "spoken": found.contacts.spoken,
                    "written": found.contacts.written,
                },
            },
        ],
        "before": found.before,
        "course": closeness.course(found.now.score, found.before),
        "loyalty": found.loyalty,
        "active_months": found.active_months,
        "rhythm": None
        if found.quiet_days is None
        else {"median_days": found.median, "spread_days": found.spread, "quiet_days": found.quiet_days},
    }
