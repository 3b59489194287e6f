"""The calls about work logs beside the entity's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, NotFound
from kezhou.sdk.endpoint import Endpoint, Input, endpoint
from kezhou.sdk.records import find, get

from . import prefill, staff
from .journal.periods import KINDS, Kind, as_kind, back_from, first_day, following, last_day

STRIP = {"day": 21, "week": 9, "month": 7}
"""How many periods the strip above one's logs shows."""


def register() -> None:
    """Called once at start-up."""
    period = {"kind": Input(required=True), "on": Input("date")}
    one = {"journal": Input("integer", required=True)}
    for name, handler, method, permission, given, summary in (
        ("journal/draft", _draft, "GET", "journal:create", period, "What a work log of a period begins with"),
        ("journal/strip", _strip, "GET", "journal:view", period, "One's own latest periods: written, draft or missing"),
        ("journal/missing", _missing, "GET", "journal:view", period, "Who of one's people has not written"),
        (
            "journal/remind",
            _remind,
            "POST",
            "journal:view",
            {**period, "person": Input("integer")},
            "Remind those who have not written, each once per period",
        ),
        ("journal/context", _context, "GET", "journal:view", one, "The plan made before, and who read this log"),
        ("journal/seen", _seen, "POST", "journal:view", one, "The log was opened: the read receipt"),
    ):
        endpoint(Endpoint(name, handler, method, permission, given, summary))  # type: ignore[arg-type]


def _period(ctx: Ctx, data: Mapping[str, Any]) -> tuple[Kind, date]:
    """The period asked about; today's where no day is named. Raises `Invalid`."""
    try:
        kind = as_kind(data["kind"])
    except ValueError:
        message = _("“%(value)s” is no kind of work log: %(allowed)s.") % {
            "value": data["kind"][:20],
            "allowed": ", ".join(KINDS),
        }
        raise Invalid(message, errors=[FieldError("kind", "not_a_choice", message)]) from None
    return kind, first_day(kind, data.get("on") or company_today(ctx.clock))


def _draft(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    return prefill.prefill(ctx, *_period(ctx, data))


def _strip(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    kind, first = _period(ctx, data)
    days = list(back_from(kind, first, STRIP[kind]))
    where = {
        "and": [
            {"field": "owner", "op": "eq", "value": "$me"},
            {"field": "kind", "op": "eq", "value": kind},
            {"field": "on", "op": "between", "value": [days[-1].isoformat(), first.isoformat()]},
        ]
    }
    found = find(ctx, "journal", where, fields=("on", "state", "rating"), limit=len(days))
    known = {str(row["on"]): row for row in found.items}
    return {"kind": kind, "items": [_mark(kind, day, known.get(day.isoformat())) for day in reversed(days)]}


def _mark(kind: Kind, day: date, row: Mapping[str, Any] | None) -> dict[str, Any]:
    mark = {"on": day, "until": last_day(kind, day), "id": None, "rating": None}
    if row is not None:
        return {**mark, "id": row["id"], "rating": row.get("rating"), "state": row["state"]}
    return {**mark, "state": "missing" if staff.expected(kind, day) else "free"}


def _missing(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    return staff.overview(ctx, *_period(ctx, data))


def _remind(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    kind, first = _period(ctx, data)
    if first > company_today(ctx.clock):
        message = _("This period has not begun yet.")
        raise Invalid(message, errors=[FieldError("on", "in_future", message)])
    only = None if data.get("person") is None else [data["person"]]
    with transaction.atomic():
        return staff.remind(ctx, kind, first, last_day(kind, first), only)


def _context(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    record = _seen_by(ctx, data)
    first = _day(record["on"])
    return {
        "planned_before": prefill.planned_before(ctx, record["owner"]["id"], record["kind"], first),
        "next_on": following(record["kind"], first),
        "readers": staff.read_by(ctx, record["id"]),
    }


def _seen(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    record = _seen_by(ctx, data)
    others = ctx.actor.id is not None and record["owner"]["id"] != ctx.actor.id
    if others and record["state"] == "submitted":
        staff.mark_read(ctx, record["id"])
    return {"readers": staff.read_by(ctx, record["id"])}


def _seen_by(ctx: Ctx, data: Mapping[str, Any]) -> dict[str, Any]:
    """The log, where the actor may see it. Raises `NotFound`."""
    record = get(ctx, "journal", data["journal"])
    if record is None:
        raise NotFound()
    return record


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
