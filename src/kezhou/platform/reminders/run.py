"""The minute: look for what has become due, tell it or let it wait, tell what has waited long enough.

Every step is a chunk with a transaction of its own; a run that was stopped is simply started again, because what was
told is written down in the transaction that told it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.base.turns import take_turns

from . import digest, escalate
from .claim import claim
from .models import ONLY, Reminder, ReminderState
from .preferences import choices
from .seeing import Line
from .sources import Due, ReminderSource, as_sql, sources
from .tell import tell

CHUNK = 500
MAX_CHUNKS = 400
LATE = timedelta(hours=1)
"""After a longer pause everybody gets one message about all of it."""
FARTHEST = timedelta(days=3)
"""What was due before a pause longer than this is not reminded of any more: it stands on the today page."""
FORGOTTEN = timedelta(days=1)
"""What waited so long for a digest is told by itself: its person does not get one any more."""
KEPT = timedelta(days=180)
"""How long it is remembered who was reminded, which is longer than anything is looked for again."""

PEOPLE = 100
"""So many people are told in one transaction."""

_WAITING = "told_at IS NULL AND (way = 'inbox' AND deliver_at <= %s OR way = 'digest' AND deliver_at <= %s)"
_RELEASE = f"""
UPDATE reminders_sent SET told_at = %s
 WHERE {_WAITING}
   AND user_id IN (SELECT DISTINCT user_id FROM reminders_sent WHERE {_WAITING} ORDER BY user_id LIMIT %s)
RETURNING id, kind, record_id, user_id, moment"""  # noqa: S608 — constants


def run(ctx: Ctx) -> None:
    """Everything that is due at this moment. Two at once do no harm: the keys decide who tells."""
    now = ctx.clock.now()
    after = _begin(now)
    late = after is not None and now - after > LATE
    if after is not None and after < now:
        for source in tuple(sources.values()):
            _collect(ctx, source, max(after, now - FARTHEST), now)
        ReminderState.objects.filter(id=ONLY, ran_to__lt=now).update(ran_to=now)
    if escalate.is_due(ctx):
        escalate.run(ctx)
        _forget(now)
    _release(ctx, combined=late)
    digest.run(ctx)


def _begin(now: datetime) -> datetime | None:
    """Up to where it was looked before; None at the very first time, which tells nobody about the past. A clock that
    was set back finds nothing to do until it has passed the same moment again."""
    with transaction.atomic():
        state, _made = ReminderState.objects.select_for_update().get_or_create(id=ONLY)
        if state.ran_to is None:
            state.ran_to = now
            state.save(update_fields=["ran_to"])
            return None
        return state.ran_to


def _collect(ctx: Ctx, source: ReminderSource, after: datetime, until: datetime) -> None:
    found = as_sql(source.due(ctx, after, until))
    statement = (
        f"SELECT d.record_id, d.user_id, d.moment FROM ({found.text}) d "  # noqa: S608 — a registered source
        "WHERE (d.moment, d.record_id, d.user_id) > (%s, %s, %s) "
        "ORDER BY d.moment, d.record_id, d.user_id LIMIT %s"
    )
    place: tuple[datetime, int, int] = (datetime(1970, 1, 1, tzinfo=UTC), 0, 0)
    for _round in range(MAX_CHUNKS):
        with transaction.atomic():
            take_turns("reminders", source.kind)
            rows: list[Due] = [(row[0], row[1], row[2]) for row in fetch_all(statement, (*found.params, *place, CHUNK))]
            if rows:
                claim(ctx, source.kind, source.entity, rows, choices({user for _record, user, _moment in rows}))
        if len(rows) < CHUNK:
            return
        place = (rows[-1][2], rows[-1][0], rows[-1][1])


def _release(ctx: Ctx, *, combined: bool) -> None:
    """Tell what was just found, and what waited for the end of quiet hours or days off. All of a person at once, so
    that many reminders become one message."""
    now = ctx.clock.now()
    waiting = (now, now - FORGOTTEN)
    for _round in range(MAX_CHUNKS):
        with transaction.atomic():
            take_turns("reminders", "release")
            rows = fetch_all(_RELEASE, (now, *waiting, *waiting, PEOPLE))
            lines = [Line(*row) for row in sorted(rows, key=lambda row: (row[4], row[0]))]
            if lines:
                tell(ctx, lines, choices({line.user_id for line in lines}), combined=combined)
        if not lines:
            return


def _forget(now: datetime) -> None:
    """What is long past, in chunks."""
    for _round in range(MAX_CHUNKS):
        old = list(Reminder.objects.filter(moment__lt=now - KEPT).values_list("id", flat=True)[:CHUNK])
        Reminder.objects.filter(id__in=old).delete()
        if len(old) < CHUNK:
            return
