"""Where people stood at check-ins: kept with consent only, for a limited time, read by themselves and their superiors.

A position is sensitive personal data, so it stands neither on the visit nor in lists, exports, the audit or events.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid, NotFound
from kezhou.modules.activities import settings
from kezhou.modules.activities.models import PositionConsent, VisitPosition
from kezhou.sdk import records

TEXT_VERSION = 1
TEXT = _(
    "When you check in at a customer, your position (latitude, longitude, accuracy) is kept to show that the visit "
    "took place. Only you and the people you report to can see it. It is deleted after %(days)d days. You may "
    "decline or withdraw at any time and then check in without a position."
)
"""What people agree to; a change of its meaning needs a new `TEXT_VERSION`, and everybody is asked again."""

MAX_ACCURACY = 100_000
PURGE_CHUNK = 10_000


def consent(ctx: Ctx) -> dict[str, Any]:
    """What the person is asked to agree to, and whether and when they did."""
    row = PositionConsent.objects.filter(user_id=ctx.actor.id or 0, withdrawn_at__isnull=True).first()
    agreed = row is not None and row.text_version == TEXT_VERSION
    return {
        "version": TEXT_VERSION,
        "text": TEXT % {"days": settings.current().position_days},
        "agreed": agreed,
        "at": row.given_at if row is not None and agreed else None,
    }


def decide(ctx: Ctx, *, agree: bool, version: int | None) -> dict[str, Any]:
    """Agree to the present text, or withdraw; a withdrawal also removes the positions that are kept."""
    if ctx.actor.id is None:
        raise Forbidden()
    if agree and version != TEXT_VERSION:
        raise Invalid(
            _("Some values are not right."),
            errors=[FieldError("version", "other_text", _("The text has changed; please read it again."))],
        )
    now = ctx.clock.now()
    with transaction.atomic():
        current = PositionConsent.objects.select_for_update().filter(user_id=ctx.actor.id, withdrawn_at__isnull=True)
        if not agree:
            VisitPosition.objects.filter(user_id=ctx.actor.id).delete()
            current.update(withdrawn_at=now)
        elif not current.filter(text_version=TEXT_VERSION).exists():
            current.update(withdrawn_at=now)
            PositionConsent.objects.create(user_id=ctx.actor.id, text_version=TEXT_VERSION, given_at=now)
    return consent(ctx)


def require_consent(ctx: Ctx, given: Mapping[str, Any]) -> None:
    """Refuses a position of somebody who has not agreed to the present text. Raises `Invalid`."""
    if given.get("location") is None:
        return
    if not consent(ctx)["agreed"]:
        message = _("Agree to keeping positions first, or leave the position out.")
        raise Invalid(_("Some values are not right."), errors=[FieldError("location", "no_consent", message)])
    check_accuracy(given)


def check_accuracy(given: Mapping[str, Any]) -> None:
    """Refuses an accuracy that no device names. Raises `Invalid`."""
    accuracy = given.get("accuracy")
    if accuracy is not None and not 0 <= accuracy <= MAX_ACCURACY:
        wrong = FieldError("accuracy", "out_of_range", _("The accuracy is a radius in metres."))
        raise Invalid(_("Some values are not right."), errors=[wrong])


def keep(ctx: Ctx, visit_id: int, moment: str, given: Mapping[str, Any]) -> None:
    """Store what the device told at `in` or `out`; nothing where it told nothing."""
    location = given.get("location")
    if location is None or ctx.actor.id is None:
        return
    VisitPosition.objects.update_or_create(
        visit_id=visit_id,
        moment=moment,
        defaults={
            "user_id": ctx.actor.id,
            "at": ctx.clock.now(),
            "lat": location["lat"],
            "lng": location["lng"],
            "accuracy": given.get("accuracy"),
            "address": given.get("address") or "",
        },
    )


def of_visit(ctx: Ctx, visit_id: int) -> list[dict[str, Any]]:
    """The positions of a visit that the actor may know. Raises `NotFound` for a visit out of sight."""
    if records.get(ctx, "visit", visit_id) is None:
        raise NotFound()
    rows = VisitPosition.objects.filter(visit_id=visit_id, user_id__in=watched(ctx)).order_by("at")
    return [_told(row) for row in rows]


def last(ctx: Ctx) -> list[dict[str, Any]]:
    """The newest position of each person that the actor may know, newest first."""
    rows = VisitPosition.objects.filter(user_id__in=watched(ctx)).order_by("user_id", "-at").distinct("user_id")
    return sorted((_told(row) for row in rows), key=lambda row: row["at"], reverse=True)


def watched(ctx: Ctx) -> list[int]:
    """Whose positions the actor may know: the own ones, and those of people who report here."""
    return [] if ctx.actor.id is None else [ctx.actor.id, *ctx.actor.reports]


def purge(ctx: Ctx) -> int:
    """Remove positions older than the rules allow; how many went."""
    before = ctx.clock.now() - timedelta(days=settings.current().position_days)
    gone = 0
    while True:
        old = list(VisitPosition.objects.filter(at__lt=before).values_list("id", flat=True)[:PURGE_CHUNK])
        if not old:
            return gone
        gone += VisitPosition.objects.filter(id__in=old).delete()[0]


def _told(row: VisitPosition) -> dict[str, Any]:
    return {
        "visit": row.visit_id,
        "user": row.user_id,
        "moment": row.moment,
        "at": row.at,
        "location": {"lat": row.lat, "lng": row.lng},
        "accuracy": row.accuracy,
        "address": row.address,
    }
