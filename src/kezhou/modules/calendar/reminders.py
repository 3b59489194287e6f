"""What meetings remind of: that they begin, each occurrence of a series by itself.

Every row holds when it reminds next (`remind_at`), so a minute reads what is due in it and not every series that runs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE, company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.recurrence import occurrences, parse
from kezhou.modules.calendar.days import moment
from kezhou.modules.calendar.meeting.rules import remind_ahead
from kezhou.sdk.query import execute, fetch_all
from kezhou.sdk.reminders import ReminderSource, reminder_source

MAX_ADVANCED = 20_000
"""Series that are moved on in one minute; the others follow in the next."""

# A series stands here again and again: the moment only says that nothing lies before it.
_MEETINGS = """
SELECT t.id, t.owner_id, t.starts_at, t.rrule, t.left_out, t.remind_minutes, t.all_day
  FROM calendar_meeting t WHERE t.deleted_at IS NULL AND t.rrule = '' AND t.remind_at > %s AND t.remind_at <= %s
UNION ALL
SELECT t.id, t.owner_id, t.starts_at, t.rrule, t.left_out, t.remind_minutes, t.all_day
  FROM calendar_meeting t WHERE t.deleted_at IS NULL AND t.rrule <> '' AND t.remind_at <= %s"""
_PAST = """
SELECT t.id, t.starts_at, t.rrule, t.remind_minutes, t.all_day, t.version FROM calendar_meeting t
 WHERE t.deleted_at IS NULL AND t.rrule <> '' AND t.remind_at <= %s ORDER BY t.remind_at LIMIT %s"""
_ADVANCE = """
UPDATE calendar_meeting m SET remind_at = v.at
  FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[]) AS v(id, version, at)
 WHERE m.id = v.id AND m.version = v.version"""
_REPLACED = """
SELECT series_id, instead_of FROM calendar_meeting WHERE series_id = ANY(%s) AND deleted_at IS NULL"""
_INVITED = """
SELECT s.record_id, s.user_id FROM access_share s
 WHERE s.entity = 'meeting' AND s.record_id = ANY(%s) AND (s.until IS NULL OR s.until >= %s)
   AND NOT EXISTS (SELECT 1 FROM calendar_meetinganswer a
                    WHERE a.meeting_id = s.record_id AND a.user_id = s.user_id AND a.answer = 'no')"""


def _due(ctx: Ctx, after: datetime, until: datetime) -> Sequence[tuple[int, int, datetime]]:
    """Owner and team, without those who said that they do not come."""
    _advance(after)
    rows = fetch_all(_MEETINGS, (after, until, until))
    series = [row[0] for row in rows if row[3]]
    gone: dict[int, list[datetime]] = defaultdict(list)
    for series_id, instead_of in fetch_all(_REPLACED, (series,)) if series else ():
        gone[series_id].append(instead_of)
    found = [(row[0], row[1], at) for row in rows for at in _beginnings(row, gone[row[0]], after, until)]
    invited: dict[int, list[int]] = defaultdict(list)
    ids = sorted({record for record, _owner, _at in found})
    for record, user in fetch_all(_INVITED, (ids, company_today(ctx.clock))) if ids else ():
        invited[record].append(user)
    due = {(record, user, at) for record, owner, at in found for user in (owner, *invited[record]) if user}
    return sorted(due)


def _advance(after: datetime) -> None:
    """Series whose moment has passed get their next one, so that each minute reads only what is due. Written beside
    the pipeline: nobody edited them. What is asked for lies behind `after`, so nothing is skipped by it."""
    rows = fetch_all(_PAST, (after, MAX_ADVANCED))
    if not rows:
        return
    moved = [(row[0], row[5], _next_reminder(row, after)) for row in rows]
    ids, versions, moments = zip(*moved, strict=True)
    execute(_ADVANCE, (list(ids), list(versions), list(moments)))


def _next_reminder(row: Any, after: datetime) -> datetime | None:
    _id, starts, rule, minutes, all_day, _version = row
    ahead = remind_ahead(minutes, all_day=all_day)
    later = after + ahead + timedelta(microseconds=1)
    found = next(occurrences(starts, parse(rule), COMPANY_ZONE, after=later), None)
    return None if found is None else found - ahead


def _beginnings(row: Any, gone: Sequence[datetime], after: datetime, until: datetime) -> Iterator[datetime]:
    """The beginnings for which the time to remind lies in `(after, until]`."""
    _id, _owner, starts, rule, left_out, minutes, all_day = row
    ahead = remind_ahead(minutes, all_day=all_day)
    if not rule:
        yield starts
        return
    without = [*gone, *(moment(text) for text in left_out.split())]
    end = until + ahead + timedelta(microseconds=1)
    for at in occurrences(starts, parse(rule), COMPANY_ZONE, after=after + ahead, before=end, left_out=without):
        if after < at - ahead <= until:
            yield at


def register() -> None:
    """Called once at start-up."""
    reminder_source(ReminderSource("meeting_soon", _("Meeting begins"), "meeting", _due, needs=("starts_at",)))
