"""Calls of the calendar beyond its entity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.kernel.text.digits import whole_number
from kezhou.modules.calendar import answers, busy, changes, days, feed, holidays, undo
from kezhou.sdk.endpoint import Endpoint, Input, endpoint

CHANGE = {
    "meeting": Input("integer", required=True),
    "version": Input("integer", required=True),
    "scope": Input("text", max_length=10),
    "occurrence": Input("moment"),
}


def _people(ctx: Ctx, text: str | None) -> list[int]:
    """`1,2,3`, or the asker. Raises `Invalid` for anything else."""
    if not text:
        return [ctx.actor.id or 0]
    ids = {whole_number(part.strip()) for part in text.split(",")}
    known = [id_ for id_ in ids if id_ is not None]
    if len(known) < len(ids):
        message = _("Send the numbers of people, separated by commas.")
        raise Invalid(message, errors=[FieldError("people", "not_numbers", message)])
    return sorted(known)


def _calendar(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return days.between(ctx, given["from"], given["to"], _people(ctx, given["people"]))


def _busy(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return {"people": busy.between(ctx, given["from"], given["to"], _people(ctx, given["people"]))}


def _feeds(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return {"items": feed.listed(ctx)}


def _make_feed(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return feed.make(ctx, given["name"], details=bool(given["details"]))


def _revoke_feed(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    feed.revoke(ctx, given["feed_id"])
    return {}


def _answers(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return {"items": answers.of_meeting(ctx, given["meeting_id"])}


def _answer(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    answers.give(ctx, given["meeting_id"], given["answer"])
    return {"items": answers.of_meeting(ctx, given["meeting_id"])}


def _undo(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    undo.take_back(ctx, given["undo"])
    return {}


def register() -> None:
    """Called once at start-up."""
    feed.register()
    holidays.register()
    span = {"from": Input("date", required=True), "to": Input("date", required=True), "people": Input("text")}
    values = {
        "title": Input("text"),
        "kind": Input("text", max_length=40),
        "starts_at": Input("moment"),
        "ends_at": Input("moment"),
        "all_day": Input("boolean"),
        "location": Input("text"),
        "customer": Input("integer"),
        "contact": Input("integer"),
        "remind_minutes": Input("integer"),
        "rrule": Input("text"),
        "description": Input("long_text", max_length=10_000),
    }
    change = "meeting:update"
    for one in (
        Endpoint("calendar", _calendar, input=span, summary="What stands in the calendars of some people"),
        Endpoint("calendar/busy", _busy, input=span, summary="When people are busy, without saying why"),
        Endpoint(
            "calendar/change", changes.change, "POST", change, CHANGE | values, summary="Change one, following or all"
        ),
        Endpoint("calendar/remove", changes.remove, "POST", "meeting:delete", CHANGE, summary="Take meetings away"),
        Endpoint(
            "calendar/undo",
            _undo,
            "POST",
            change,
            {"undo": Input("integer", required=True)},
            summary="Take one's own last change of a meeting back, all of it",
        ),
        Endpoint("calendar/feeds", _feeds, summary="One's own feeds"),
        Endpoint(
            "calendar/feeds",
            _make_feed,
            "POST",
            input={"name": Input("text", required=True, max_length=60), "details": Input("boolean")},
            summary="Make a feed; its address is told once",
        ),
        Endpoint("calendar/feeds/{int:feed_id}", _revoke_feed, "DELETE", summary="Withdraw a feed"),
        Endpoint(
            "calendar/meetings/{int:meeting_id}/answers", _answers, permission="meeting:view", summary="Who comes"
        ),
        Endpoint(
            "calendar/meetings/{int:meeting_id}/answers",
            _answer,
            "POST",
            "meeting:view",
            {"answer": Input("text", required=True, max_length=5)},
            summary="Say whether one comes",
        ),
    ):
        endpoint(one)
