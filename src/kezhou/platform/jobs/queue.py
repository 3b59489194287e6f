"""Put jobs on the queue, and look after those that failed for good.

The only file that speaks Procrastinate on the asking side; the worker is `worker.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from json import loads
from typing import Any

from django.db import connection, transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

from kezhou.kernel.clock import SystemClock
from kezhou.kernel.errors import NotFound

from .registry import get

MAX_DEAD_LETTERS = 200
Ids = int | str | bool | None


def enqueue(
    name: str,
    /,
    *,
    lock: str | None = None,
    once: str | None = None,
    run_at: datetime | None = None,
    **ids: Ids,
) -> int | None:
    """Write one job in the caller's transaction; its id in the queue.

    Two jobs with the same `lock` never run at the same time. With `once`, nothing is written (and None returned) while
    a job with the same `once` waits for its first try. Arguments are ids and short words, never content.
    """
    spec = get(name)
    deferrer = app.configure_task(
        name, queue=spec.queue, lock=lock, queueing_lock=once, schedule_at=run_at, allow_unknown=True
    )
    if once is None:
        return deferrer.defer(**ids)
    try:
        with transaction.atomic():
            return deferrer.defer(**ids)
    except exceptions.AlreadyEnqueued:
        return None


def enqueue_many(name: str, jobs: Iterable[Mapping[str, Ids]]) -> int:
    """Write many jobs of one kind with one statement; how many."""
    rows: list[dict[str, Any]] = [dict(ids) for ids in jobs]
    if rows:
        app.configure_task(name, queue=get(name).queue, allow_unknown=True).batch_defer(*rows)
    return len(rows)


@dataclass(frozen=True, slots=True)
class DeadJob:
    """A job that used up its tries; it stays until somebody runs it again or removes it."""

    id: int
    name: str
    ids: Mapping[str, Any]
    attempts: int
    failed_at: datetime | None


def dead_jobs(limit: int = MAX_DEAD_LETTERS) -> list[DeadJob]:
    """The newest jobs that failed for good."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT j.id, j.task_name, j.args::text, j.attempts,
                      (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id AND e.type = 'failed')
                 FROM procrastinate_jobs j WHERE j.status = 'failed' ORDER BY j.id DESC LIMIT %s""",
            [min(limit, MAX_DEAD_LETTERS)],
        )
        return [DeadJob(row[0], row[1], loads(row[2]), row[3], row[4]) for row in cursor.fetchall()]


def retry_job(job_id: int) -> None:
    """Run a failed job again from the start, with a fresh count of tries."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM procrastinate_jobs WHERE id = %s AND status = 'failed' FOR UPDATE", [job_id])
        if cursor.fetchone() is None:
            raise NotFound()
        app.job_manager.retry_job_by_id(job_id=job_id, retry_at=SystemClock().now())
        cursor.execute("UPDATE procrastinate_jobs SET attempts = 0 WHERE id = %s", [job_id])
        cursor.execute(
            """UPDATE jobs_record SET state = 'queued', message = '', finished_at = NULL, cancel_requested = false
                WHERE state = 'failed'
                  AND id = (SELECT (args ->> 'record_id')::bigint FROM procrastinate_jobs WHERE id = %s)""",
            [job_id],
        )
