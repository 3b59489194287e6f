"""Jobs are part of the transaction that asks for them."""

import pytest
from django.db import connection, transaction

from kezhou.kernel.errors import NotFound
from kezhou.platform.jobs import queue, registry
from kezhou.platform.jobs.rescue import PUT_BACK
from kezhou.platform.jobs.sequence import Settled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _probe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_specs", {})
    registry.job("probe", queue="default")(lambda **ids: None)


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'probe'")
        return int(cursor.fetchone()[0])


def test_a_job_of_a_transaction_that_rolls_back_never_was() -> None:
    with transaction.atomic():
        queue.enqueue("probe", customer_id=7)
        assert waiting() == 1
        transaction.set_rollback(True)

    assert waiting() == 0


def test_an_unknown_job_is_refused() -> None:
    with pytest.raises(LookupError, match="no job is registered as 'prob'"):
        queue.enqueue("prob", customer_id=7)


def test_once_writes_a_second_job_only_when_the_first_is_gone() -> None:
    first = queue.enqueue("probe", once="probe:7", customer_id=7)
    second = queue.enqueue("probe", once="probe:7", customer_id=7)

    assert first is not None
    assert second is None
    assert waiting() == 1


def test_many_jobs_are_one_statement() -> None:
    assert queue.enqueue_many("probe", [{"customer_id": n} for n in range(30)]) == 30
    assert waiting() == 30


def test_a_dead_job_is_listed_and_runs_again() -> None:
    job_id = queue.enqueue("probe", customer_id=7)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = 3 WHERE id = %s", [job_id])
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [job_id])

    [dead] = queue.dead_jobs()
    assert (dead.id, dead.name, dict(dead.ids), dead.attempts) == (job_id, "probe", {"customer_id": 7}, 3)

    assert job_id is not None
    queue.retry_job(job_id)
    assert queue.dead_jobs() == []
    with pytest.raises(NotFound):
        queue.retry_job(job_id)


def test_a_job_that_goes_back_leaves_its_place_to_the_one_that_waits() -> None:
    """A schedule's job dies with its worker when the next tick has queued another: both run, none is stuck."""
    begun = queue.enqueue("probe", once="schedule:probe")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [begun])
    next_one = queue.enqueue("probe", once="schedule:probe")
    assert next_one is not None

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [begun])

    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status::text, queueing_lock FROM procrastinate_jobs ORDER BY id")
        assert cursor.fetchall() == [(begun, "todo", None), (next_one, "todo", "schedule:probe")]
    assert queue.enqueue("probe", once="schedule:probe") is None


def test_only_a_job_that_still_belongs_to_the_silent_worker_is_put_back() -> None:
    """Two workers look for stalled jobs; the slower one finds that the job runs again already."""
    job_id = queue.enqueue("probe", customer_id=7)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        [worker] = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])

        cursor.execute(PUT_BACK, {"job": job_id, "worker": worker - 1})
        assert cursor.fetchall() == []
        cursor.execute("SELECT status::text, attempts FROM procrastinate_jobs")
        assert cursor.fetchall() == [("doing", 0)]

        cursor.execute(PUT_BACK, {"job": job_id, "worker": worker})
        assert len(cursor.fetchall()) == 1
        cursor.execute("SELECT status::text, attempts FROM procrastinate_jobs")
        assert cursor.fetchall() == [("todo", 1)]


def test_a_dead_job_runs_again_though_another_waits_in_its_place() -> None:
    dead = queue.enqueue("probe", once="probe:7", customer_id=7)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [dead])
    assert dead is not None
    assert queue.enqueue("probe", once="probe:7", customer_id=7) is not None

    queue.retry_job(dead)

    assert queue.dead_jobs() == []
    assert waiting() == 2


def test_two_jobs_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        registry.job("probe")(lambda **ids: None)


def test_settled_forgets_a_mark_of_a_table_that_was_emptied() -> None:
    """A restore or an emptied table begins its ids anew; an old mark must not push the reader past new rows."""
    watch = Settled("events_event_id_seq")
    newest = watch.up_to()
    watch.settled, watch._mark = newest + 90, (newest + 100, 1)

    assert watch.up_to() == newest
    assert watch.settled == newest
