"""What meetings remind of: that they begin, each occurrence of a series by itself."""

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
from kezhou.modules.calendar.meeting.rules import MAX_REMIND
from kezhou.sdk.query import fetch_all
from kezhou.sdk.reminders import ReminderSource, reminder_source

AHEAD = 15
"""Minutes, where a meeting says nothing; for those of a whole day nothing is added."""

# Single meetings begin within the span; series may have an occurrence there until their last end.
_MEETINGS = """
SELECT t.id, t.owner_id, t.starts_at, t.rrule, t.left_out,
       coalesce(t.remind_minutes, CASE WHEN t.all_day THEN 0 ELSE %s END)
  FROM calendar_meeting t
 WHERE t.deleted_at IS NULL
   AND (t.rrule = '' AND t.starts_at > %s AND t.starts_at <= %s
        OR t.rrule <> '' AND t.starts_at <= %s AND (t.last_end IS NULL OR t.last_end > %s))"""
_REPLACED = """
SELECT series_id, instead_of FROM calendar_meeting WHERE series_id = ANY(%s) AND deleted_at IS NULL"""
_INVITED = """
SELECT s.record_id, s.user_id FROM access_share s
 WHERE s.entity = 'meeting' AND s.record_id = ANY(%s) AND (s.until IS NULL OR s.until >= %s)
   AND NOT EXISTS (SELECT 1 FROM calendar_meetinganswer a
                    WHERE a.meeting_id = s.record_id AND a.user_id = s.user_id AND a.answer = 'no')"""


def _due(ctx: Ctx, after: datetime, until: datetime) -> Sequence[tuple[int, int, datetime]]:
    """Owner and team, without those who said that they do not come."""
    farthest = until + timedelta(minutes=MAX_REMIND)
    rows = fetch_all(_MEETINGS, (AHEAD, after, farthest, farthest, after))
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


def _beginnings(row: Any, gone: Sequence[datetime], after: datetime, until: datetime) -> Iterator[datetime]:
    """The beginnings for which the time to remind lies in `(after, until]`."""
    _id, _owner, starts, rule, left_out, minutes = row
    ahead = timedelta(minutes=minutes)
    if not rule:
        if after < starts - ahead <= until:
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
