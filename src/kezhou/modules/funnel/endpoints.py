"""The calls of this module."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.endpoint import Endpoint, Input, endpoint
from kezhou.sdk.jobs import start_job
from kezhou.sdk.limits import hit

from . import forecast, funnel
from .jobs import RECKON

RECKONINGS_PER_HOUR = 30
"""Forecasts that one person may have reckoned."""
REACH = {"pipeline": Input(max_length=60), "department": Input("integer"), "person": Input("integer")}
PERIOD = {"from": Input("date"), "to": Input("date")}


def _start(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    """Rights are asked before the job starts, and again when it runs."""
    forecast.scope(ctx, given)
    hit(f"funnel:forecast:{ctx.actor.id}", RECKONINGS_PER_HOUR, 3600, ctx.clock.now())
    started = start_job(
        ctx,
        RECKON,
        title=str(_("Sales forecast")),
        pipeline=given.get("pipeline"),
        department=given.get("department"),
        person=given.get("person"),
    )
    return {"job": started.id}


def register() -> None:
    """Called once at start-up."""
    right = "opportunity:view"
    by = {"by": Input(max_length=40, help="owner, dept, source, kind, product, band or lost_reason")}
    for one in (
        Endpoint("report/funnel", funnel.funnel, "GET", right, {**REACH, **PERIOD, **by}, "The funnel of a process"),
        Endpoint("report/wins", funnel.wins, "GET", right, {**REACH, **PERIOD}, "Win rates and reasons of losing"),
        Endpoint("report/forecast", forecast.read, "GET", right, REACH, "What open opportunities may bring"),
        Endpoint("report/forecast", _start, "POST", right, REACH, "Reckon the forecast anew, in a job", 202),
    ):
        endpoint(one)
