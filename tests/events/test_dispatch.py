"""Events reach their subscribers in the order of each record, and their effects happen once."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from kezhou.kernel.clock import FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import NotFound
from kezhou.platform.events import EventRow, NewEvent, dispatch, emit, emit_from_select, log, parked, subscribe
from kezhou.platform.events.emit import MAX_DEPTH, LoopStopped
from kezhou.platform.events.models import Event, Parked, Subscription
from kezhou.platform.jobs.sequence import Settled
from tests.jobs.databases import another_session
from tests.jobs.people import START, acting, person, system

pytestmark = pytest.mark.django_db(transaction=True)

Register = Callable[..., Any]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No subscribers but the test's own, and a reader that begins with this test."""
    monkeypatch.setattr(subscribe, "_subscribers", {})
    watch = Settled("events_event_id_seq")
    monkeypatch.setattr(log, "settled", watch)
    monkeypatch.setattr(dispatch, "settled", watch)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


def happened(name: str, *record_ids: int, ctx: Ctx | None = None) -> None:
    emit(ctx or system(), [NewEvent(name, "customer", record_id, {"level": ("B", "A")}) for record_id in record_ids])


def subscribed(clock: FixedClock, name: str, patterns: Sequence[str], func: Any, **more: Any) -> None:
    """A subscriber that has taken its place at the end of the log."""
    subscribe.subscriber(name, patterns, **more)(func)
    dispatch.run_once(clock)


def test_an_event_says_what_happened(clock: FixedClock) -> None:
    li = person("li")
    got: list[tuple[Ctx, EventRow]] = []
    subscribed(clock, "probe", ["customer.*"], lambda ctx, event: got.append((ctx, event)))
    ctx = acting(li)

    happened("customer.updated", 7, ctx=ctx)
    dispatch.drain(clock)

    [(its_ctx, event)] = got
    assert (event.name, event.entity, event.record_id, event.diff) == (
        "customer.updated",
        "customer",
        7,
        {"level": ["B", "A"]},
    )
    assert (event.actor_id, event.request_id, event.depth, event.at) == (li.id, ctx.request_id, 0, START)
    assert (its_ctx.actor.kind, its_ctx.actor.name, its_ctx.depth, its_ctx.request_id) == (
        "system",
        "event:probe",
        1,
        ctx.request_id,
    )


def test_patterns_choose(clock: FixedClock) -> None:
    got: dict[str, list[str]] = {"all": [], "created": [], "contact": []}
    for name, patterns in (("all", ["*"]), ("created", ["*.created"]), ("contact", ["contact.*", "customer.won"])):
        subscribe.subscriber(name, patterns)(lambda ctx, event, name=name: got[name].append(event.name))
    dispatch.run_once(clock)

    for name in ("customer.created", "customer.won", "contacts.created", "contact.updated"):
        happened(name, 1)
    dispatch.drain(clock)

    assert got["all"] == ["customer.created", "customer.won", "contacts.created", "contact.updated"]
    assert got["created"] == ["customer.created", "contacts.created"]
    assert got["contact"] == ["customer.won", "contact.updated"]


def test_set_based_events_come_in_batches_of_a_thousand(clock: FixedClock) -> None:
    sizes: list[int] = []
    ids: list[int] = []

    def take(ctx: Ctx, events: list[EventRow]) -> None:
        sizes.append(len(events))
        ids.extend(event.record_id for event in events)

    subscribed(clock, "probe", ["customer.*"], take, batch=True)
    select = "SELECT n::bigint, '{}'::jsonb FROM generate_series(1, %s) n"

    assert (
        emit_from_select(system(), name="customer.imported", entity="customer", select_sql=select, params=[2500])
        == 2500
    )
    dispatch.drain(clock)

    assert sizes == [1000, 1000, 500]
    assert ids == list(range(1, 2501))


def test_events_of_a_rolled_back_change_never_were(clock: FixedClock) -> None:
    got: list[int] = []
    subscribed(clock, "probe", ["*"], lambda ctx, event: got.append(event.record_id))

    with transaction.atomic():
        happened("customer.created", 1)
        transaction.set_rollback(True)
    happened("customer.created", 2)
    dispatch.drain(clock)

    assert got == [2]


def test_an_event_that_commits_late_is_not_passed_over(clock: FixedClock) -> None:
    """The open transaction took the smaller id; until it ends nothing behind it is handed over, and then all in
    order."""
    got: list[int] = []
    subscribed(clock, "probe", ["*"], lambda ctx, event: got.append(event.record_id))
    with another_session() as other:
        other.execute(
            """INSERT INTO events_event (id, at, name, entity, record_id, diff, request_id, depth)
               SELECT nextval('events_event_id_seq'), now(), 'customer.updated', 'customer', 1, '{}', 'r', 0
                 FROM (SELECT pg_current_xact_id() OFFSET 0) numbered"""
        )
        happened("customer.updated", 2)

        dispatch.drain(clock)
        assert got == []

        other.commit()
    dispatch.drain(clock)
    assert got == [1, 2]


def test_an_effect_and_its_done_are_one_commit(clock: FixedClock) -> None:
    """The dispatcher dies after the effect and before its commit: the effect is gone with it and happens once later."""

    def effect(ctx: Ctx, event: EventRow) -> None:
        emit(ctx, [NewEvent("effect.done", "effect", event.record_id)])

    subscribed(clock, "probe", ["customer.*"], effect)
    happened("customer.updated", 1, 2)

    class Killed(BaseException):
        pass

    def die(*args: Any, **kwargs: Any) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Subscription.objects, "filter", die)
        with pytest.raises(Killed):
            dispatch.run_once(clock)
    assert Event.objects.filter(name="effect.done").count() == 0

    dispatch.drain(clock)
    dispatch.drain(clock)
    assert sorted(Event.objects.filter(name="effect.done").values_list("record_id", flat=True)) == [1, 2]


def test_a_failing_event_is_parked_and_only_its_own_record_waits(clock: FixedClock) -> None:
    got: list[tuple[int, str]] = []
    broken = [True]

    def take(ctx: Ctx, event: EventRow) -> None:
        if event.record_id == 1 and broken[0]:
            raise ValueError("not now")
        got.append((event.record_id, event.name))

    subscribed(clock, "probe", ["customer.*"], take)
    happened("customer.created", 1, 2)
    dispatch.drain(clock)
    happened("customer.updated", 1, 2)
    dispatch.drain(clock)

    assert got == [(2, "customer.created"), (2, "customer.updated")]
    assert list(Parked.objects.order_by("event_id").values_list("record_id", "state", "attempts")) == [
        (1, "waiting", 1),
        (1, "waiting", 0),
    ]

    broken[0] = False
    clock.moment += timedelta(seconds=2)
    dispatch.drain(clock)
    assert got[2:] == [(1, "customer.created"), (1, "customer.updated")]
    assert Parked.objects.count() == 0


def test_after_its_last_try_an_event_is_dead_and_can_be_run_again(clock: FixedClock) -> None:
    got: list[str] = []
    broken = [True]

    def take(ctx: Ctx, event: EventRow) -> None:
        if event.name == "customer.created" and broken[0]:
            raise ValueError("no")
        got.append(event.name)

    subscribed(clock, "probe", ["customer.*"], take)
    happened("customer.created", 1)
    happened("customer.updated", 1)
    dispatch.drain(clock)
    for pause in parked.PAUSES:
        assert got == []
        clock.moment += timedelta(seconds=pause)
        dispatch.drain(clock)

    [dead] = parked.dead_letters()
    assert (dead.subscription, dead.record_id, dead.attempts, dead.error) == ("probe", 1, 5, "ValueError: no")
    assert got == ["customer.updated"]

    broken[0] = False
    parked.run_again(clock, dead.id)
    dispatch.drain(clock)
    assert got == ["customer.updated", "customer.created"]
    assert parked.dead_letters() == []
    with pytest.raises(NotFound):
        parked.run_again(clock, dead.id)


def test_a_failed_event_leaves_nothing_of_its_half_done_effect(clock: FixedClock) -> None:
    def take(ctx: Ctx, event: EventRow) -> None:
        emit(ctx, [NewEvent("effect.done", "effect", event.record_id)])
        if event.record_id == 1:
            raise ValueError("after the effect")

    subscribed(clock, "probe", ["customer.*"], take)
    happened("customer.created", 1, 2)
    dispatch.drain(clock)

    assert list(Event.objects.filter(name="effect.done").values_list("record_id", flat=True)) == [2]


def test_automatic_steps_that_set_each_other_off_are_stopped(clock: FixedClock) -> None:
    subscribed(clock, "echo", ["customer.*"], lambda ctx, event: happened("customer.updated", 1, ctx=ctx))
    happened("customer.updated", 1)

    dispatch.drain(clock)

    assert list(Event.objects.order_by("id").values_list("depth", flat=True)) == list(range(MAX_DEPTH + 1))
    [dead] = parked.dead_letters()
    assert dead.error.startswith("LoopStopped")
    with pytest.raises(LoopStopped):
        happened("customer.updated", 1, ctx=Ctx(actor=system().actor, depth=MAX_DEPTH + 1))


def test_two_dispatchers_do_not_do_the_same_work(clock: FixedClock) -> None:
    got: list[int] = []
    subscribed(clock, "probe", ["*"], lambda ctx, event: got.append(event.record_id))
    happened("customer.updated", 1)
    with another_session() as other:
        other.execute("SELECT 1 FROM events_subscription WHERE name = 'probe' FOR UPDATE")

        dispatch.drain(clock)
        assert got == []

    dispatch.drain(clock)
    assert got == [1]


def test_a_new_subscriber_begins_at_the_end_of_the_log(clock: FixedClock) -> None:
    got: list[int] = []
    happened("customer.updated", 1)
    subscribed(clock, "late", ["*"], lambda ctx, event: got.append(event.record_id))
    happened("customer.updated", 2)

    dispatch.drain(clock)

    assert got == [2]


def test_many_events_are_one_statement(django_assert_num_queries: Any) -> None:
    connection.ensure_connection()
    with django_assert_num_queries(1):
        happened("customer.updated", *range(1, 101))
