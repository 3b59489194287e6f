"""A person's calendar for other programs, as iCalendar (RFC 5545), under an address that can be withdrawn."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from icalendar import Calendar, Event

from kezhou.kernel.clock import COMPANY_ZONE, company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, Forbidden, NotFound
from kezhou.modules.calendar.days import between
from kezhou.modules.calendar.models import CalendarFeed
from kezhou.sdk.people import ctx_for_active
from kezhou.sdk.locks import lock

MAX_FEEDS = 5
BACK_DAYS, AHEAD_DAYS = 14, 46
"""What a feed holds; together they stay within what one question may span."""


def make(ctx: Ctx, name: str, *, details: bool) -> dict[str, Any]:
    """A new feed of the caller; its secret is told this once. `details`: with customers and places."""
    if ctx.actor.id is None:
        raise Forbidden()
    lock(f"calendar.feeds:{ctx.actor.id}")
    if CalendarFeed.objects.filter(user_id=ctx.actor.id, revoked_at__isnull=True).count() >= MAX_FEEDS:
        raise Conflict(_("You have %(limit)d feeds; withdraw one first.") % {"limit": MAX_FEEDS}, code="too_many_feeds")
    secret = secrets.token_urlsafe(32)
    made = CalendarFeed.objects.create(
        user_id=ctx.actor.id, name=name, digest=_digest(secret), details=details, created_at=ctx.clock.now()
    )
    return {"id": made.id, "name": name, "secret": secret, "path": f"/api/v1/calendar/feed/{secret}.ics"}


def listed(ctx: Ctx) -> list[dict[str, Any]]:
    """The caller's feeds, without their secrets."""
    rows = CalendarFeed.objects.filter(user_id=ctx.actor.id or 0, revoked_at__isnull=True).order_by("id")
    return list(rows.values("id", "name", "details", "created_at", "last_read_at"))


def revoke(ctx: Ctx, feed: int) -> None:
    """Nothing is read under this address any more. Raises `NotFound` for what is not the caller's."""
    rows = CalendarFeed.objects.filter(id=feed, user_id=ctx.actor.id or 0, revoked_at__isnull=True)
    if rows.update(revoked_at=ctx.clock.now()) == 0:
        raise NotFound()


def read(ctx: Ctx, secret: str) -> bytes:
    """The calendar behind a secret, with the rights that its owner has now. Raises `NotFound`, also for somebody who may
    not sign in any more."""
    found = CalendarFeed.objects.filter(digest=_digest(secret), revoked_at__isnull=True).first()
    owner = None if found is None else ctx_for_active(found.user_id, ctx.clock)
    if found is None or owner is None:
        raise NotFound()
    CalendarFeed.objects.filter(id=found.id).update(last_read_at=ctx.clock.now())
    today = company_today(ctx.clock)
    days = between(owner, today - timedelta(days=BACK_DAYS), today + timedelta(days=AHEAD_DAYS), [found.user_id])
    calendar = Calendar()
    calendar.add("prodid", "-//Kezhou CRM//calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", found.name)
    calendar.add("x-wr-timezone", str(COMPANY_ZONE))
    for item in days["items"]:
        calendar.add_component(_event(item, ctx.clock.now(), details=found.details))
    return calendar.to_ical()


def _event(item: dict[str, Any], now: datetime, *, details: bool) -> Event:
    event = Event()
    event.add("uid", f"{item['entity']}-{item['id']}-{item['starts_at']:%Y%m%dT%H%M%SZ}@kezhou")
    event.add("dtstamp", now)
    event.add("summary", item["title"])
    starts, ends = item["starts_at"].astimezone(COMPANY_ZONE), item["ends_at"].astimezone(COMPANY_ZONE)
    if item["all_day"]:
        event.add("dtstart", starts.date())
        event.add("dtend", max(ends.date(), starts.date() + timedelta(days=1)))
    else:
        event.add("dtstart", item["starts_at"])
        event.add("dtend", item["ends_at"])
    if details:
        if item["location"]:
            event.add("location", item["location"])
        if item["customer"]:
            event.add("description", item["customer"]["title"])
    return event


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
