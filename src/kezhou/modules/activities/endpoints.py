"""Calls of activities beyond their entities: the rules, consent and positions, planning many visits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.modules.activities import nearby, places, positions, settings
from kezhou.modules.activities.visit import planning
from kezhou.sdk.endpoint import Endpoint, Input, endpoint


def _rules(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return settings.told()


def _set_rules(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return settings.change(ctx, given)


def _consent(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return positions.consent(ctx)


def _decide(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return positions.decide(ctx, agree=bool(given["agree"]), version=given["version"])


def _positions(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return {"items": positions.of_visit(ctx, given["visit"])}


def _last(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return {"items": positions.last(ctx)}


def _place(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return places.of_customer(ctx, given["customer"])


def _plan(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return {"results": planning.plan_many(ctx, given)}


def register() -> None:
    """Called once at start-up."""
    for one in (
        Endpoint("activities/rules", _rules, permission="admin:settings", summary="What counts and what is late"),
        Endpoint(
            "activities/rules",
            _set_rules,
            method="PUT",
            permission="admin:settings",
            input={
                "effective": Input("condition", required=True),
                "late_minutes": Input("integer", required=True),
                "position_days": Input("integer", required=True),
                "version": Input("integer", required=True),
            },
            summary="Change what counts and what is late",
        ),
        Endpoint("visits/consent", _consent, summary="What is agreed to about positions, and whether one did"),
        Endpoint(
            "visits/consent",
            _decide,
            method="POST",
            input={"agree": Input("boolean", required=True), "version": Input("integer")},
            summary="Agree to keeping positions, or withdraw",
        ),
        Endpoint(
            "visits/positions",
            _positions,
            permission="visit:view",
            input={"visit": Input("integer", required=True)},
            summary="Where somebody checked in",
        ),
        Endpoint("visits/last-positions", _last, permission="visit:view", summary="The last position of each person"),
        Endpoint(
            "visits/place",
            _place,
            permission="customer:view",
            input={"customer": Input("integer", required=True)},
            summary="Where a customer is found",
        ),
        Endpoint(
            "visits/place",
            places.put,
            method="PUT",
            permission="customer:update",
            input={
                "customer": Input("integer", required=True),
                "location": Input("location"),
                "accuracy": Input("integer"),
            },
            summary="Set a customer's place to where one stands, or take it away",
        ),
        Endpoint(
            "visits/nearby",
            nearby.around,
            method="POST",
            permission="customer:view",
            input={"location": Input("location", required=True), "km": Input("integer"), "filter": Input("condition")},
            summary="Customers around a point, the nearest first",
        ),
        Endpoint(
            "visits/plan",
            _plan,
            method="POST",
            permission="visit:create",
            input={
                "customers": Input("multi_link", required=True),
                "purpose": Input("text", required=True),
                "first": Input("moment", required=True),
                "per_day": Input("integer"),
                "minutes": Input("integer"),
            },
            summary="Plan a visit to each of several customers",
        ),
    ):
        endpoint(one)
