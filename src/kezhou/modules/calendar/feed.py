"""A person's calendar for other programs, as iCalendar (RFC 5545), under an address that can be withdrawn."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE, company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, Forbidden, NotFound
from kezhou.modules.calendar.days import between
from kezhou.modules.calendar.models import CalendarFeed
from kezhou.sdk.limits import hit, take_turns
from kezhou.sdk.org import ctx_for_user
from kezhou.sdk.public import Page, PublicPage, public_page

if TYPE_CHECKING:
    from icalendar import Event

MAX_FEEDS = 5
PREFIX, SUFFIX = "ical", ".ics"
READS_PER_HOUR = 60
BACK_DAYS, AHEAD_DAYS = 14, 46
"""What a feed holds."""
STEP_DAYS = 7
"""Days that are asked about at once: a calendar shows a bounded number of things per question, and nothing of a busy
person's two months may be missing in a feed, which has no way to say so."""


def make(ctx: Ctx, name: str, *, details: bool) -> dict[str, Any]:
    """A new feed of the caller; its secret is told this once. `details`: with customers and places."""
    if ctx.actor.id is None:
        raise Forbidden()
    with transaction.atomic():
        take_turns("calendar.feeds", ctx.actor.id)
        return _make(ctx, ctx.actor.id, name, details=details)


def _make(ctx: Ctx, user_id: int, name: str, *, details: bool) -> dict[str, Any]:
    if CalendarFeed.objects.filter(user_id=user_id, revoked_at__isnull=True).count() >= MAX_FEEDS:
        raise Conflict(_("You have %(limit)d feeds; withdraw one first.") % {"limit": MAX_FEEDS}, code="too_many_feeds")
    secret = secrets.token_urlsafe(32)
    made = CalendarFeed.objects.create(
        user_id=user_id, name=name, digest=_digest(secret), details=details, created_at=ctx.clock.now()
    )
    return {"id": made.id, "name": name, "secret": secret, "path": f"/{PREFIX}/{secret}{SUFFIX}"}


def listed(ctx: Ctx) -> list[dict[str, Any]]:
    """The caller's feeds, without their secrets."""
    rows = CalendarFeed.objects.filter(user_id=ctx.actor.id or 0, revoked_at__isnull=True).order_by("id")
    return [dict(row) for row in rows.values("id", "name", "details", "created_at", "last_read_at")]


def revoke(ctx: Ctx, feed: int) -> None:
    """Nothing is read under this address any more. Raises `NotFound` for what is not the caller's."""
    rows = CalendarFeed.objects.filter(id=feed, user_id=ctx.actor.id or 0, revoked_at__isnull=True)
    if rows.update(revoked_at=ctx.clock.now()) == 0:
        raise NotFound()


def read(ctx: Ctx, secret: str) -> bytes:
    """The calendar behind a secret, with the rights that its owner has now. Raises `NotFound`, also where the owner may
    not sign in any more."""
    found = CalendarFeed.objects.filter(digest=_digest(secret), revoked_at__isnull=True).first()
    if found is None:
        raise NotFound()
    try:
        owner = ctx_for_user(found.user_id, ctx.clock)
    except Forbidden:
        raise NotFound() from None
    hit(f"calendar.feed:{found.id}", READS_PER_HOUR, 3600, ctx.clock.now())
    CalendarFeed.objects.filter(id=found.id).update(last_read_at=ctx.clock.now())
    items = _items(owner, found.user_id, company_today(ctx.clock))
    from icalendar import Calendar  # loaded by the first feed that is read: most processes never do

    calendar = Calendar()
    calendar.add("prodid", "-//Kezhou CRM//calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", found.name)
    calendar.add("x-wr-timezone", str(COMPANY_ZONE))
    for item in items:
        calendar.add_component(_event(item, ctx.clock.now(), details=found.details))
    return bytes(calendar.to_ical())


def _items(owner: Ctx, user_id: int, today: date) -> Iterator[dict[str, Any]]:
    """Everything in the feed's days, step by step; what reaches over the end of a step comes once."""
    day, last = today - timedelta(days=BACK_DAYS), today + timedelta(days=AHEAD_DAYS)
    seen: set[tuple[str, int, datetime]] = set()
    while day <= last:
        until = min(day + timedelta(days=STEP_DAYS - 1), last)
        for item in between(owner, day, until, [user_id])["items"]:
            key = (item["entity"], item["id"], item["starts_at"])
            if key not in seen:
                seen.add(key)
                yield item
        day = until + timedelta(days=1)


def page(ctx: Ctx, token: str, sent: Mapping[str, str] | None) -> Page:
    """`GET /ical/{secret}.ics`, for programs that cannot sign in."""
    if sent is not None or not token.endswith(SUFFIX):
        raise NotFound()
    text = read(ctx, token.removesuffix(SUFFIX)).decode()
    return Page(text, headers={"Content-Type": "text/calendar; charset=utf-8"})


def register() -> None:
    """Called once at start-up."""
    public_page(PublicPage(PREFIX, page))


def _event(item: dict[str, Any], now: datetime, *, details: bool) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{item['entity']}-{item['id']}-{item['starts_at']:%Y%m%dT%H%M%SZ}@kezhou")
    event.add("dtstamp", now)
    event.add("summary", item["title"])
    starts, ends = item["starts_at"].astimezone(COMPANY_ZONE), item["ends_at"].astimezone(COMPANY_ZONE)
    if item["all_day"]:
        last = ends - timedelta(microseconds=1)  # what ends at midnight does not touch the day that begins there
        event.add("dtstart", starts.date())
        event.add("dtend", max(last.date(), starts.date()) + timedelta(days=1))
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
