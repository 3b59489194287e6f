"""The calls of schedules: what goes out by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.platform.records.endpoints import JSON, Endpoint, Input
from kezhou.platform.records.endpoints import register as endpoint

from . import schedules, sending

WORDS = {
    "every": Input("text", max_length=5),
    "on_day": Input("integer"),
    "hour": Input("integer"),
    "last_month": Input("boolean"),
    "sheet": Input("boolean"),
    "recipients": Input(JSON),
    "active": Input("boolean"),
}
ABOUT = {"report": Input("integer"), "dashboard": Input("integer"), "template": Input("text", max_length=60)}


def register() -> None:
    """Called once at start-up."""
    one = "report/schedule/{int:schedule_id}"
    for call in (
        Endpoint("report/schedule", _list, summary="One's own schedules"),
        Endpoint("report/schedule", _create, "POST", input={**ABOUT, **WORDS},
                 summary="Send a report or dashboard by itself", status=201),
        Endpoint("report/send", _send, "POST",
                 input={**ABOUT, "period": Input(JSON), "department": Input("integer"), "sheet": Input("boolean"),
                        "recipients": Input(JSON, required=True)},
                 summary="Send a report or dashboard to colleagues now, each with their own figures", status=202),
        Endpoint(one, _change, "PATCH", input=WORDS, summary="Change a schedule"),
        Endpoint(one, _delete, "DELETE", summary="Send it no more", status=204),
    ):  # fmt: skip
        endpoint(call)


def _list(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    return {"items": schedules.listed(ctx), "next": None}


def _create(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    return schedules.told(schedules.save(ctx, values))


def _change(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    return schedules.told(schedules.save(ctx, values, values["schedule_id"]))


def _delete(ctx: Ctx, values: Mapping[str, Any]) -> None:
    schedules.delete(ctx, values["schedule_id"])


def _send(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    return sending.send(ctx, values)
