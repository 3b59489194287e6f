"""When colleagues are busy: times only, so that a meeting can be set where nobody shows the own calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.modules.calendar.days import meetings, span

MAX_DAYS = 14
MAX_PEOPLE = 20


def between(ctx: Ctx, first: date, last: date, people: Sequence[int]) -> list[dict[str, Any]]:
    """Per person the spans in which meetings of theirs lie. Says nothing else about them. Raises `Invalid`."""
    begin, end = span(first, last, MAX_DAYS)
    if len(people) > MAX_PEOPLE:
        message = _("Choose at most %(limit)d people.") % {"limit": MAX_PEOPLE}
        raise Invalid(message, errors=[FieldError("people", "too_many", message)])
    everyone = Ctx.system("calendar.busy", ctx.clock)
    found: dict[int, list[dict[str, Any]]] = {person: [] for person in people}
    for item in meetings(everyone, begin, end, people, []):
        found[item["owner"]["id"]].append({"from": item["starts_at"], "to": item["ends_at"]})
    return [
        {"user": person, "busy": sorted(spans, key=lambda one: (one["from"], one["to"]))}
        for person, spans in found.items()
    ]
