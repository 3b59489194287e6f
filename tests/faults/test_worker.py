"""F2: a worker is killed with -9 in the middle; what it did counts once and what it had begun is done by the next."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from kezhou.kernel.clock import SystemClock
from kezhou.platform.events import NewEvent, emit
from kezhou.platform.events.models import Event, Subscription
from kezhou.platform.jobs import queue, records, registry
from kezhou.platform.jobs.models import JobRecord
from kezhou.platform.jobs.rescue import MAX_RESCUES
from kezhou.platform.jobs.worker import worker_is_alive
from kezhou.platform.ledger.accounts import balance, open_account
from tests.jobs.people import acting, person, system

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60.0
"""Seconds, as the product promises; this worker is about ten times faster on a machine that does nothing else."""
Start = Callable[[], "subprocess.Popen[bytes]"]


def wait_for(what: Callable[[], bool], why: str) -> None:
    """Look ten times a second; the other process is real, so the clock is too."""
    end = time.monotonic() + PATIENCE
    while not what():
        if time.monotonic() > end:
            pytest.fail(f"waited {PATIENCE} s for: {why}")
        threading.Event().wait(0.1)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    processes: list[subprocess.Popen[bytes]] = []

    def begin() -> "subprocess.Popen[bytes]":
        process = subprocess.Popen([sys.executable, "-m", "tests.faults.worker_main", str(tmp_path)], env=os.environ)
        processes.append(process)
        return process

    yield begin
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.wait(10)


MADE = ("killed_before_commit", "killed_after_commit", "finishes_slowly")


@pytest.fixture(autouse=True)
def _jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_specs", dict(registry._specs))
    for name in MADE:
        registry.job(name)(lambda **ids: None)


def jobs_left() -> int:
    """Of those that this file makes; schedules of the installation may fall due meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = ANY(%s)", [list(MADE)])
        return int(cursor.fetchone()[0])


def take_the_place_of_a_schedule() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET lock = 'schedule:x', queueing_lock = 'schedule:x' WHERE task_name = ANY(%s)",
            [list(MADE)],
        )


def test_f2_a_killed_workers_jobs_run_again_and_count_once(start: Start, tmp_path: Path) -> None:
    pot = open_account(system(), "prepaid", "customer", 1, "CNY", floor=0)
    bank = open_account(system(), "bank", "company", 1, "CNY")
    record = records.start_job(acting(person("li")), "killed_before_commit", title="x")
    queue.enqueue("killed_after_commit", pot=pot, bank=bank)
    first = start()
    wait_for(
        lambda: (tmp_path / "before_commit").exists() and (tmp_path / "after_commit").exists(), "both jobs to begin"
    )
    assert worker_is_alive(SystemClock().now())

    first.send_signal(signal.SIGKILL)
    first.wait(10)
    assert (Event.objects.count(), balance(pot), jobs_left()) == (0, 100, 2)

    start()
    wait_for(lambda: jobs_left() == 0, "the next worker to run both jobs again")

    assert Event.objects.filter(name="fault.before_commit").count() == 1
    assert balance(pot) == 100
    record.refresh_from_db()
    assert record.state == "done"


def test_f2_a_killed_schedule_does_not_stop_the_rescue(start: Start, tmp_path: Path) -> None:
    """The next tick of a schedule was queued while the killed one still counted as running."""
    tick = records.start_job(acting(person("li")), "killed_before_commit", title="x")
    take_the_place_of_a_schedule()
    first = start()
    wait_for((tmp_path / "before_commit").exists, "the job to begin")
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    next_tick = records.start_job(acting(person("wang")), "killed_before_commit", title="y")
    take_the_place_of_a_schedule()
    assert jobs_left() == 2

    start()
    wait_for(lambda: jobs_left() == 0, "the next worker to run both")

    ids = Event.objects.filter(name="fault.before_commit").order_by("id").values_list("record_id", flat=True)
    assert list(ids) == [tick.id, next_tick.id]


def test_f21_a_job_that_keeps_killing_workers_is_set_aside(start: Start) -> None:
    record = records.start_job(acting(person("li")), "killed_before_commit", title="x")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = %s", [MAX_RESCUES])

    start()
    wait_for(lambda: JobRecord.objects.get(id=record.id).state == "failed", "the record to say so")

    [dead] = queue.dead_jobs()
    assert (dead.name, dict(dead.ids)) == ("killed_before_commit", {"record_id": record.id})
    assert Event.objects.count() == 0


def test_f2_events_are_echoed_exactly_once_though_dispatchers_are_killed(start: Start, tmp_path: Path) -> None:
    first = start()
    wait_for(lambda: Subscription.objects.filter(name="fault echo").exists(), "the subscriber to take its place")
    for _ in range(30):
        emit(system(), [NewEvent("fault.seen", "fault", number) for number in range(100)])
    wait_for(lambda: (tmp_path / "echo").exists(), "the first event to be handed over")

    first.send_signal(signal.SIGKILL)
    first.wait(10)
    second = start()
    wait_for(lambda: Event.objects.filter(name="fault.echoed").exists(), "the next worker to go on")
    second.send_signal(signal.SIGKILL)
    second.wait(10)
    start()
    wait_for(lambda: Event.objects.filter(name="fault.echoed").count() >= 3000, "all events to be echoed")

    with connection.cursor() as cursor:
        cursor.execute("SELECT record_id, count(*) FROM events_event WHERE name = 'fault.echoed' GROUP BY 1")
        assert {row[0]: row[1] for row in cursor.fetchall()} == dict.fromkeys(range(100), 30)


def test_a_worker_that_is_told_to_stop_finishes_what_it_does(start: Start, tmp_path: Path) -> None:
    record = records.start_job(acting(person("li")), "finishes_slowly", title="x")
    process = start()
    wait_for((tmp_path / "slow").exists, "the job to begin")

    process.send_signal(signal.SIGTERM)

    assert process.wait(PATIENCE) == 0
    record.refresh_from_db()
    assert (record.state, jobs_left()) == ("done", 0)
    assert not worker_is_alive(SystemClock().now())
