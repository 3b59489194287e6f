"""Hand events to subscribers: each in its own transaction with its cursor, so an effect and “done” are one commit.

A batch goes over in one piece; when that fails, event by event. An event that fails alone is parked (`parked.py`) and
the cursor goes on, so that one bad event never stops the others.
"""

import logging
from collections.abc import Sequence
from threading import Event as StopEvent

from django.db import DatabaseError, InterfaceError, connection, transaction

from kezhou.kernel.clock import Clock, SystemClock
from kezhou.kernel.ctx import Ctx
from kezhou.platform.jobs.services import service

from . import parked
from .log import BATCH, read_after, settled
from .models import Subscription
from .subscribe import EventRow, Subscriber, all_subscribers

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5


@service("event dispatch")
def dispatch_forever(stop: StopEvent) -> None:
    """The loop of the worker: look, hand over, wait half a second when there was nothing."""
    clock = SystemClock()
    while not stop.is_set():
        if run_once(clock) == 0:
            stop.wait(POLL_SECONDS)


def run_once(clock: Clock, up_to_id: int | None = None) -> int:
    """One round over all subscribers: a batch each, and what waits for another try. The number of events handed over.

    `up_to_id` says how far the log is known to be settled; without it the database is asked.
    """
    horizon = settled.up_to() if up_to_id is None else up_to_id
    cursors = _cursors(horizon)
    read: dict[int, list[EventRow]] = {}
    handed = parked.retry_due(clock)
    for subscriber in all_subscribers():
        last_id = cursors[subscriber.name]
        if last_id < horizon:
            if last_id not in read:
                read[last_id] = read_after(last_id, horizon)
            handed += _advance(subscriber, last_id, horizon, read[last_id], clock)
    return handed


def drain(clock: Clock, up_to_id: int | None = None, max_rounds: int = 1_000) -> int:
    """Rounds until nothing is left to hand over (events that events cause included); for tests and commands."""
    total = 0
    for _ in range(max_rounds):
        handed = run_once(clock, up_to_id)
        if handed == 0:
            break
        total += handed
    return total


def _cursors(horizon: int) -> dict[str, int]:
    """Where each subscriber stands. A new one begins at the present end of the log, not with history."""
    known = dict(Subscription.objects.values_list("name", "last_id"))
    new = [Subscription(name=s.name, last_id=horizon) for s in all_subscribers() if s.name not in known]
    if new:
        Subscription.objects.bulk_create(new, ignore_conflicts=True)
        known = dict(Subscription.objects.values_list("name", "last_id"))
    return known


def _advance(subscriber: Subscriber, last_id: int, horizon: int, events: Sequence[EventRow], clock: Clock) -> int:
    """Hand over one batch and move the cursor in the same transaction. Another dispatcher at work on it: nothing to
    do."""
    new_last = events[-1].id if len(events) == BATCH else horizon
    wanted = [event for event in events if subscriber.wants(event.name)]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM events_subscription WHERE name = %s AND last_id = %s FOR UPDATE SKIP LOCKED",
                [subscriber.name, last_id],
            )
            if cursor.fetchone() is None:
                return 0
        if wanted:
            _hand_over(subscriber, wanted, clock)
        Subscription.objects.filter(name=subscriber.name).update(last_id=new_last)
    return len(events)


def _hand_over(subscriber: Subscriber, events: Sequence[EventRow], clock: Clock) -> None:
    waiting = parked.records_waiting(subscriber.name)
    free = [event for event in events if (event.entity, event.record_id) not in waiting]
    behind = [event for event in events if (event.entity, event.record_id) in waiting]
    if not _took(subscriber, free, clock):
        failed: set[tuple[str, int]] = set()
        for event in free:
            key = (event.entity, event.record_id)
            if key in failed:
                behind.append(event)
            elif (problem := attempt(subscriber, [event], clock)) is not None:
                failed.add(key)
                parked.park(subscriber.name, [event], clock, problem)
    if behind:
        parked.park(subscriber.name, behind, clock)


def _took(subscriber: Subscriber, events: Sequence[EventRow], clock: Clock) -> bool:
    """The quick way: all at once. With events of several depths a batch would lose its loop guard, so not then."""
    if len({event.depth for event in events}) > 1:
        return False
    return not events or attempt(subscriber, events, clock) is None


def attempt(subscriber: Subscriber, events: Sequence[EventRow], clock: Clock) -> Exception | None:
    """Hand over in a savepoint; what went wrong, or None. A lost database is not the event's fault and is raised."""
    first = events[0]
    ctx = Ctx(
        actor=Ctx.system(f"event:{subscriber.name}").actor,
        grants=Ctx.system("event").grants,
        request_id=first.request_id,
        clock=clock,
        depth=first.depth + 1,
    )
    try:
        with transaction.atomic():
            subscriber.take(ctx, events)
    except InterfaceError:
        raise
    except DatabaseError as problem:
        if connection.connection is None or connection.connection.closed:
            raise
        return problem
    except Exception as problem:  # noqa: BLE001 — any failure of a subscriber is parked with its reason, never lost
        return problem
    return None
