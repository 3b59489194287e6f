"""Take a cause for a person, once for all: whoever writes the row tells the person, and nobody else ever does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.org.calendar import special_days

from .preferences import Choice
from .quiet import free_at, next_at
from .seeing import Line
from .sources import Due

CALENDAR_DAYS = 120
"""How far special days are looked up, longer than anybody waits."""
_INSERT = """
INSERT INTO reminders_sent (kind, entity, record_id, moment, user_id, way, deliver_at, told_at, mail)
SELECT %s, %s, u.record_id, u.moment, u.user_id, u.way, u.deliver_at, u.told_at, u.mail
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[],
              %s::boolean[]) AS u(record_id, moment, user_id, way, deliver_at, told_at, mail)
 ORDER BY u.record_id, u.user_id, u.moment
ON CONFLICT DO NOTHING
RETURNING id, record_id, user_id, moment"""


@dataclass(frozen=True, slots=True)
class Timing:
    """When a person may be told something that is due now, and in which way."""

    way: str
    deliver_at: datetime
    mail: bool


def working_days(ctx: Ctx) -> WorkingDays:
    """The company's calendar from yesterday on, with one statement."""
    first = ctx.clock.now().date() - timedelta(days=1)
    return WorkingDays({one.day: one.working for one in special_days(first, first + timedelta(days=CALENDAR_DAYS))})


@dataclass(frozen=True, slots=True, eq=False)
class WorkingDays:
    special: Mapping[date, bool]

    def works(self, day: date) -> bool:
        return self.special.get(day, day.weekday() < 5)


def timing(choice: Choice, way: str, now: datetime, days: WorkingDays) -> Timing:
    """Quiet hours and days off move everything; what goes into the digest waits for its hour."""
    works = days.works if choice.working_days_only else None
    if way != "digest":
        at = free_at(now, choice.zone, choice.quiet_from, choice.quiet_to, works)
        return Timing("inbox", at, way == "mail")
    at = next_at(now, choice.zone, choice.digest_at)
    return Timing("digest", free_at(at, choice.zone, None, None, works), choice.digest_mail)


def claim(
    ctx: Ctx, kind: str, entity: str, found: Sequence[Due], choices: Mapping[int, Choice], *, digest_now: bool = False
) -> list[Line]:
    """Write those that nobody wrote before, and answer them: they wait for their time. With `digest_now` they are part
    of the digest that is being put together in the same transaction, and count as told."""
    now, days = ctx.clock.now(), working_days(ctx)

    @cache
    def when(user_id: int) -> Timing | None:
        choice = choices.get(user_id)
        if choice is None or (way := choice.way(kind)) == "off":
            return None
        return Timing("digest", now, choice.digest_mail) if digest_now else timing(choice, way, now, days)

    rows = [
        (record, moment, user, at.way, at.deliver_at, now if digest_now else None, at.mail)
        for record, user, moment in found
        if (at := when(user)) is not None
    ]
    if not rows:
        return []
    columns = [list(column) for column in zip(*rows, strict=True)]
    return [
        Line(id_, kind, record, user, moment)
        for id_, record, user, moment in fetch_all(_INSERT, (kind, entity, *columns))
    ]
