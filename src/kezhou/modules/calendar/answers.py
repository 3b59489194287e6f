"""Whether the people of a meeting come. Invited is who is in its team; everybody answers for themselves."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid, NotFound
from kezhou.modules.calendar.models import MeetingAnswer
from kezhou.sdk import records

WORDS = ("yes", "no", "maybe")
MAX_ANSWERS = 100


def of_meeting(ctx: Ctx, meeting: int) -> list[dict[str, Any]]:
    """The answers, for whoever sees the meeting. Raises `NotFound`."""
    if records.get(ctx, "meeting", meeting) is None:
        raise NotFound()
    rows = (
        MeetingAnswer.objects.filter(meeting_id=meeting)
        .order_by("id")
        .values_list("user_id", "user__name", "answer", "at")
    )
    return [{"user": {"id": row[0], "title": row[1]}, "answer": row[2], "at": row[3]} for row in rows[:MAX_ANSWERS]]


def give(ctx: Ctx, meeting: int, answer: str) -> None:
    """The caller's own answer. Raises `NotFound`, `Forbidden` for who is not invited, `Invalid`."""
    row = records.get(ctx, "meeting", meeting)
    if row is None or ctx.actor.id is None:
        raise NotFound()
    if answer not in WORDS:
        message = _("Answer yes, no or maybe.")
        raise Invalid(message, errors=[FieldError("answer", "unknown", message)])
    taking_part = {"and": [{"field": "id", "op": "eq", "value": meeting}, TAKING_PART]}
    if row["owner"]["id"] != ctx.actor.id and not records.find(ctx, "meeting", taking_part, fields=()).items:
        raise Forbidden(_("Only who is invited answers."), code="not_invited")
    MeetingAnswer.objects.update_or_create(
        meeting_id=meeting, user_id=ctx.actor.id, defaults={"answer": answer, "at": ctx.clock.now()}
    )


TAKING_PART = {"field": "$participating", "op": "eq", "value": True}
