"""What a person sees of long work, and who else does not."""

from typing import Any

import pytest

from kezhou.kernel.errors import Conflict, Forbidden, NotFound
from kezhou.platform.jobs import execution, hooks, limits, records
from kezhou.platform.jobs.models import JobRecord
from kezhou.platform.jobs.registry import JobSpec, Retry

from .people import START, acting, person

pytestmark = pytest.mark.django_db


def spec(func: Any, **more: Any) -> JobSpec:
    return JobSpec("a_test_job", func, **more)


def test_a_job_counts_up_and_ends_with_its_result() -> None:
    ctx = acting(person("li"))
    record = records.open_job(ctx, "export", "Export of customers", total=10)
    seen: list[tuple[str, int]] = []

    def work(record_id: int) -> None:
        records.progress(record_id, 4, 10, "four")
        row = JobRecord.objects.get(id=record_id)
        seen.append((row.state, row.done))
        records.log(record_id, "a line")
        records.finish(record_id, {"file": "abc"})

    execution.run_spec(spec(work), attempts=0, ids={"record_id": record.id})

    record.refresh_from_db()
    assert seen == [("running", 4)]
    assert (record.state, record.done, record.total, record.result) == ("done", 10, 10, {"file": "abc"})
    assert [line["text"] for line in record.log] == ["a line"]
    assert record.created_at == START
    assert record.started_at is not None
    assert record.finished_at is not None


def test_the_log_keeps_only_its_last_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MAX_LOG_LINES", 3)
    record = records.open_job(acting(person("li")), "export", "x")

    for number in range(5):
        records.log(record.id, f"line {number}")

    record.refresh_from_db()
    assert [line["text"] for line in record.log] == ["line 2", "line 3", "line 4"]


def test_cancelling_a_waiting_job_ends_it_and_it_never_starts() -> None:
    ctx = acting(person("li"))
    record = records.open_job(ctx, "export", "x")
    started: list[int] = []

    records.request_cancel(ctx, record.id)
    execution.run_spec(spec(lambda record_id: started.append(record_id)), attempts=0, ids={"record_id": record.id})

    record.refresh_from_db()
    assert (record.state, started) == ("cancelled", [])


def test_cancelling_a_running_job_stops_it_at_its_next_step() -> None:
    ctx = acting(person("li"))
    record = records.open_job(ctx, "export", "x")
    steps: list[int] = []

    def work(record_id: int) -> None:
        for step in range(5):
            if step == 2:
                records.request_cancel(ctx, record_id)
            records.progress(record_id, step)
            steps.append(step)

    execution.run_spec(spec(work), attempts=0, ids={"record_id": record.id})

    record.refresh_from_db()
    assert (record.state, record.done, steps) == ("cancelled", 2, [0, 1])


def test_a_finished_job_cannot_be_cancelled() -> None:
    ctx = acting(person("li"))
    record = records.open_job(ctx, "export", "x")
    records.finish(record.id)

    with pytest.raises(Conflict) as refused:
        records.request_cancel(ctx, record.id)

    assert refused.value.code == "job_finished"
    assert JobRecord.objects.get(id=record.id).state == "done"


def test_somebody_elses_job_does_not_exist() -> None:
    li, wang = acting(person("li")), acting(person("wang"))
    record = records.open_job(li, "export", "x")

    with pytest.raises(NotFound):
        records.own_job(wang, record.id)
    with pytest.raises(NotFound):
        records.request_cancel(wang, record.id)

    assert records.own_jobs(wang, 50) == []
    assert [row.id for row in records.own_jobs(li, 50)] == [record.id]
    assert JobRecord.objects.get(id=record.id).cancel_requested is False


def test_a_bug_fails_at_once_and_tells_the_person_nothing_of_its_inside() -> None:
    record = records.open_job(acting(person("li")), "export", "x")

    def work(record_id: int) -> None:
        raise ValueError("secret inside")

    with pytest.raises(ValueError, match="secret inside"):
        execution.run_spec(spec(work), attempts=0, ids={"record_id": record.id})

    record.refresh_from_db()
    assert record.state == "failed"
    assert "secret" not in record.message
    assert record.message != ""


def test_what_can_heal_is_only_failed_after_the_last_try() -> None:
    record = records.open_job(acting(person("li")), "export", "x")

    def work(record_id: int) -> None:
        raise Retry

    states = []
    for attempts in (0, 1, 2):
        with pytest.raises(Retry):
            execution.run_spec(spec(work, retries=2), attempts=attempts, ids={"record_id": record.id})
        states.append(JobRecord.objects.get(id=record.id).state)

    assert states == ["running", "running", "failed"]


def test_a_job_past_its_time_stops_at_its_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    record = records.open_job(acting(person("li")), "export", "x")
    now = [1000.0]
    monkeypatch.setattr("kezhou.platform.jobs.limits.time.monotonic", lambda: now[0])

    def work(record_id: int) -> None:
        records.progress(record_id, 1)
        now[0] += 61
        records.progress(record_id, 2)

    with pytest.raises(limits.JobTimeout):
        execution.run_spec(spec(work, timeout=60), attempts=0, ids={"record_id": record.id})

    record.refresh_from_db()
    assert (record.state, record.done) == ("failed", 1)


def test_c13_a_job_asks_for_its_starters_rights_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Disabled between two chunks: the second chunk is refused and the job fails."""
    li = person("li")
    record = records.open_job(acting(li), "export", "x")
    disabled: list[bool] = []
    chunks: list[int] = []

    def build(user_id: int) -> Any:
        assert user_id == li.id
        if disabled:
            raise Forbidden("disabled")
        return acting(li)

    monkeypatch.setattr(hooks, "_ctx_for_user", build)

    def work(record_id: int) -> None:
        for chunk in range(3):
            records.ctx_of(record_id)
            chunks.append(chunk)
            disabled.append(True)

    with pytest.raises(Forbidden):
        execution.run_spec(spec(work), attempts=0, ids={"record_id": record.id})

    assert chunks == [0]
    assert JobRecord.objects.get(id=record.id).state == "failed"
