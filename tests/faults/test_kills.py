"""F1, F3, F17: the whole instance under load while its parts are killed with -9, and under more load than it can carry.

Clients send an Idempotency-Key and repeat until they are answered, as docs/guide/api.md tells them to.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator

import psutil
import pytest

from .stack import Load, Stack, check, running, until

RECOVERY_SECONDS = 10
"""F1: how soon after a kill writes are acknowledged again, while another web worker stands."""
START_SECONDS = 40
"""How long a new web worker may take to come up on a machine that is busy with other tests."""


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with running(KEZHOU_WAITING="12") as instance:
        yield instance


def test_f1_killed_web_workers_lose_no_acknowledged_write_and_double_none(stack: Stack) -> None:
    killed = 0
    with Load(stack) as load:
        load.wait_for(20, START_SECONDS)
        for _each in range(3):
            victims = stack.listening()
            assert len(victims) == 2
            victims[killed % 2].kill()
            killed += 1
            load.wait_for(10, RECOVERY_SECONDS)
            until(lambda: len(stack.listening()) == 2, START_SECONDS)
    assert killed == 3
    check(stack, load)


def test_f1_all_web_workers_at_once(stack: Stack) -> None:
    with Load(stack) as load:
        load.wait_for(10, START_SECONDS)
        for victim in stack.web_workers():
            victim.kill()
        load.wait_for(10, START_SECONDS)
        until(lambda: len(stack.listening()) == 2, START_SECONDS)
    check(stack, load)


def test_f3_a_killed_database_loses_no_acknowledged_write_and_doubles_none(stack: Stack) -> None:
    with Load(stack) as load:
        load.wait_for(20, START_SECONDS)
        for _each in range(2):
            server = stack.postmaster()
            server.kill()
            psutil.wait_procs([server], timeout=10)
            load.wait_for(10, START_SECONDS)
    assert load.unanswered + load.repeated > 0  # the kill was felt
    check(stack, load)
    assert stack.sql("SELECT count(*) FROM parties_customer c WHERE c.version <> 1 OR c.owner_id IS NULL")[0][0] == 0


def test_f17_more_clients_than_places_get_an_answer_or_a_quick_503_and_then_all_is_well(stack: Stack) -> None:
    """Ten times as many clients as the queue has places: nobody hangs, nobody gets an error without a way on."""
    seen: Counter[int] = Counter()
    slow_refusals: list[float] = []
    without_hint: list[object] = []
    stop = threading.Event()

    def hammer() -> None:
        while not stop.is_set():
            begun = time.monotonic()
            try:
                status, body = stack.call("GET", "customer?limit=200&total=exact", timeout=30)
            except OSError:
                status, body = 0, None
            seen[status] += 1
            if status == 503:
                if time.monotonic() - begun > 5:
                    slow_refusals.append(time.monotonic() - begun)
                if body is None or body.get("code") not in ("overloaded", "database_busy"):
                    without_hint.append(body)

    threads = [threading.Thread(target=hammer, daemon=True) for _each in range(120)]
    for thread in threads:
        thread.start()
    threading.Event().wait(5)
    stop.set()
    for thread in threads:
        thread.join(35)
    assert not [thread for thread in threads if thread.is_alive()]
    assert set(seen) <= {200, 503}, seen
    assert seen[200] > 0
    assert (slow_refusals, without_hint) == ([], [])

    begun = time.monotonic()
    until(lambda: stack.call("GET", "me")[0] == 200, 30)
    assert time.monotonic() - begun < 30
    assert [stack.call("GET", "customer?limit=10")[0] for _each in range(20)] == [200] * 20


def test_f3_the_instance_ends_in_order_after_all_of_this(stack: Stack) -> None:
    """What was killed came back as one instance: two web workers, one worker, one database, and it is ready."""
    import urllib.request

    with urllib.request.urlopen(f"{stack.url}/readyz", timeout=10) as answer:  # noqa: S310 — our own address
        assert answer.status == 200
    assert len(stack.listening()) == 2
    assert stack.postmaster().is_running()
