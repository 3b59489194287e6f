"""Calls of selling beyond its entities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden, NotFound
from kezhou.modules.sales import competition, money, path, settings
from kezhou.modules.sales.opportunity_registration.model import OppRegistration
from kezhou.modules.sales.registration.analyse import analyse, told
from kezhou.sdk import records
from kezhou.sdk.endpoint import Endpoint, Input, endpoint
from kezhou.sdk.limits import hit
from kezhou.sdk.query import entity, may

CHECKS_PER_MINUTE = 30
SETTINGS = "settings"


def _rules(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    """For those who sell and for those who set the rules: an administrator sees no opportunities."""
    if not (ctx.grants.everything or SETTINGS in ctx.grants.admin or may(ctx, entity(ctx, "opportunity"), "view")):
        raise Forbidden(code="no_right", extra={"permission": "opportunity:view"})
    return settings.told()


def _set_rules(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return settings.change(ctx, given)


def _clashes(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    """What the form asks while somebody types; limited, for every answer says something of others' work."""
    hit(f"sales:clashes:{ctx.actor.id}", CHECKS_PER_MINUTE, 60, ctx.clock.now())
    if records.get(ctx, "customer", given["customer"]) is None:
        raise NotFound()
    found = analyse(ctx, given.get("name") or "", given["customer"], given.get("id") or 0, given.get("product"))
    return {"items": told(ctx, found)}


def _report(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    """What the analysis found when the opportunity was last registered, and what it finds now."""
    record = records.get(ctx, "opportunity", given["record_id"])
    if record is None:
        raise NotFound()
    kept = OppRegistration.objects.filter(opportunity_id=record["id"], deleted_at__isnull=True).order_by("-id").first()
    customer = (record.get("customer") or {}).get("id")
    now = analyse(ctx, str(record.get("name") or ""), customer, record["id"], (record.get("product") or {}).get("id"))
    return {
        "state": record.get("registration_state"),
        "until": record.get("registered_until"),
        "asked_at": None if kept is None else kept.created_at,
        "then": [] if kept is None else told(ctx, kept.report),
        "now": told(ctx, now),
    }


def register() -> None:
    """Called once at start-up."""
    for one in (
        Endpoint("sales/rules", _rules, summary="The company's rules of registration"),
        Endpoint(
            "sales/rules",
            _set_rules,
            method="PUT",
            permission=f"admin:{SETTINGS}",
            input={
                "registration_required": Input("boolean", required=True),
                "validity_days": Input("integer", required=True),
                "recent_days": Input("integer", required=True),
                "max_renewals": Input("integer", required=True),
                "competitor_on_loss": Input("boolean", required=True),
                "version": Input("integer", required=True),
            },
            summary="Change the rules of registration",
        ),
        Endpoint(
            "sales/clashes",
            _clashes,
            permission="opportunity:create",
            input={
                "customer": Input("integer", required=True),
                "name": Input(),
                "id": Input("integer"),
                "product": Input("integer"),
            },
            summary="Opportunities that may be the same one",
        ),
        Endpoint(
            "sales/competition",
            competition.analysis,
            permission="opportunity:view",
            input={"competitor": Input("integer"), "from": Input("date"), "to": Input("date")},
            summary="How we fare against competitors",
        ),
        Endpoint(
            "opportunity/{int:record_id}/path",
            path.path,
            permission="opportunity:view",
            summary="Its way through the stages",
        ),
        Endpoint(
            "opportunity/{int:record_id}/costs",
            money.costs,
            permission="opportunity:view",
            summary="Its expenses beside its budget",
        ),
        Endpoint(
            "opportunity/{int:record_id}/registration",
            _report,
            permission="opportunity:view",
            summary="What the analysis of clashes found",
        ),
    ):
        endpoint(one)
