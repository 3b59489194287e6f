"""Events that a subscriber could not take: tried again with growing pauses, in the order of each record, then dead.

A dead event stays visible and can be run again. `dead_letters` and `run_again` are for the administrator.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.db import connection, transaction

from kezhou.kernel.clock import Clock
from kezhou.kernel.errors import NotFound

from .emit import LoopStopped
from .log import COLUMNS, event_row
from .models import Parked
from .subscribe import EventRow, all_subscribers, get

logger = logging.getLogger(__name__)

PAUSES = (2, 10, 60, 300)
"""Seconds before the second, third … try; after the last one the event is dead."""
MAX_ERROR = 500
MAX_DUE = 200
"""Parked events that one round looks at."""
MAX_DEAD_LETTERS = 200
MAX_WAITING_RECORDS = 100_000


def park(name: str, events: Sequence[EventRow], clock: Clock, problem: Exception | None = None) -> None:
    """Keep events for later; with a problem they have failed once, without one they wait behind an earlier event."""
    due = clock.now() + timedelta(seconds=PAUSES[0] if problem else 0)
    dead = isinstance(problem, LoopStopped)
    Parked.objects.bulk_create(
        [
            Parked(
                subscription=name,
                event_id=event.id,
                entity=event.entity,
                record_id=event.record_id,
                state="dead" if dead else "waiting",
                attempts=1 if problem else 0,
                next_at=due,
                error=_words(problem),
            )
            for event in events
        ]
    )
    if problem:
        logger.warning("subscriber %s could not take event %s", name, events[0].id, exc_info=problem)


def records_waiting(name: str) -> set[tuple[str, int]]:
    """Records of which an event waits: their later events must wait too."""
    rows = Parked.objects.filter(subscription=name, state="waiting").values_list("entity", "record_id").distinct()
    return set(rows[:MAX_WAITING_RECORDS])


def retry_due(clock: Clock) -> int:
    """Try the events whose pause is over, each the oldest of its record; how many were tried."""
    names = [subscriber.name for subscriber in all_subscribers()]
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.id FROM events_parked p
                WHERE p.state = 'waiting' AND p.next_at <= %s AND p.subscription = ANY(%s)
                  AND NOT EXISTS (
                        SELECT 1 FROM events_parked o WHERE o.subscription = p.subscription AND o.state = 'waiting'
                         AND o.entity = p.entity AND o.record_id = p.record_id AND o.event_id < p.event_id)
                ORDER BY p.event_id LIMIT %s""",
            [clock.now(), names, MAX_DUE],
        )
        due = [int(row[0]) for row in cursor.fetchall()]
    return sum(_retry(parked_id, clock) for parked_id in due)


def _retry(parked_id: int, clock: Clock) -> int:
    from .dispatch import attempt

    with transaction.atomic():
        row = Parked.objects.select_for_update(skip_locked=True).filter(id=parked_id, state="waiting").first()
        if row is None:
            return 0
        problem = attempt(get(row.subscription), [_event(row.event_id)], clock)
        if problem is None:
            row.delete()
            return 1
        row.attempts += 1
        row.error = _words(problem)
        if row.attempts > len(PAUSES) or isinstance(problem, LoopStopped):
            row.state = "dead"
            logger.error("subscriber %s gave up on event %s", row.subscription, row.event_id, exc_info=problem)
        else:
            row.next_at = clock.now() + timedelta(seconds=PAUSES[row.attempts - 1])
        row.save(update_fields=["attempts", "error", "state", "next_at"])
    return 1


def dead_letters(limit: int = MAX_DEAD_LETTERS) -> list[Parked]:
    """The newest events that some subscriber gave up on."""
    return list(Parked.objects.filter(state="dead").order_by("-id")[: min(limit, MAX_DEAD_LETTERS)])


def run_again(clock: Clock, parked_id: int) -> None:
    """Give a dead event a fresh round of tries, from the next look of the dispatcher on."""
    changed = Parked.objects.filter(id=parked_id, state="dead").update(
        state="waiting", attempts=0, next_at=clock.now(), error=""
    )
    if not changed:
        raise NotFound()


def _event(event_id: int) -> EventRow:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM events_event e WHERE e.id = %s", [event_id])  # noqa: S608
        return event_row(cursor.fetchone())


def _words(problem: Exception | None) -> str:
    return "" if problem is None else f"{type(problem).__name__}: {problem}"[:MAX_ERROR]
