"""What a person sees of long work: opened with the request, moved on by the job, stopped by the person.

Each step is one statement that commits by itself when the job works in chunks; a step reports to the person's open
windows at most about twice a second.
"""

import json
import time
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, NotFound

from . import hooks, limits, live
from .models import JobRecord
from .queue import Ids, enqueue

MAX_LOG_LINES = 200
MAX_MESSAGE = 500
MAX_PAGE = 100
LIVE_INTERVAL = 0.5
"""Seconds between two live messages about the same job."""
FINAL = ("done", "failed", "cancelled")

_told: dict[int, float] = {}


class JobCancelled(Exception):
    """The person asked to stop; the job undoes nothing that is committed and ends."""


def open_job(ctx: Ctx, kind: str, title: str, total: int | None = None) -> JobRecord:
    """A queued record of long work in the actor's name."""
    return JobRecord.objects.create(
        kind=kind, title=str(title)[:200], actor_id=ctx.actor.id, total=total, created_at=ctx.clock.now()
    )


def start_job(ctx: Ctx, name: str, *, title: str, total: int | None = None, **ids: Ids) -> JobRecord:
    """Open a record and put job `name` on the queue with it (`record_id`) and the ids, in the caller's transaction."""
    with transaction.atomic():
        record = open_job(ctx, name, title, total)
        arguments: dict[str, Any] = {"record_id": record.id, **ids}
        enqueue(name, **arguments)
    return record


def ctx_of(job_id: int) -> Ctx:
    """The context of the person who started the job, with the rights of this moment; ask again for each chunk."""
    actor_id = JobRecord.objects.values_list("actor_id", flat=True).get(id=job_id)
    return Ctx.system("job") if actor_id is None else hooks.ctx_for_user(actor_id)


def begin(job_id: int) -> None:
    """The job runs (again): queued → running. A cancelled record raises `JobCancelled`."""
    _step(job_id, "state = 'running', started_at = coalesce(started_at, statement_timestamp()), ", [], force=True)


def progress(job_id: int, done: int, total: int | None = None, message: str = "") -> None:
    """How far the job is. Raises `JobCancelled` when the person asked to stop, `JobTimeout` past the time limit."""
    limits.check()
    _step(job_id, "done = %s, total = coalesce(%s, total), message = %s, ", [done, total, str(message)[:MAX_MESSAGE]])


def raise_if_cancelled(job_id: int) -> None:
    """A sign of life and the question whether to go on; for steps that have nothing to count."""
    limits.check()
    _step(job_id, "", [])


def log(job_id: int, text: str, level: str = "info") -> None:
    """One line for the person; only the last `MAX_LOG_LINES` stay."""
    line = json.dumps([{"level": level, "text": str(text)[:MAX_MESSAGE]}])
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE jobs_record SET log =
                 CASE WHEN jsonb_array_length(log) >= %s THEN log - 0 ELSE log END
                 || jsonb_set(%s::jsonb, '{0,at}', to_jsonb(statement_timestamp()))
               WHERE id = %s""",
            [MAX_LOG_LINES, line, job_id],
        )


def finish(job_id: int, result: Mapping[str, Any] | None = None, message: str = "") -> None:
    """The work is done; the result is what the person may fetch. A second call for the same job changes nothing."""
    _close(job_id, "done", message, result)


def fail(job_id: int, message: str) -> None:
    """The work ended without success; the message says why, in the person's language."""
    _close(job_id, "failed", message, None)


def cancelled(job_id: int) -> None:
    """The work stopped because the person asked for it."""
    _close(job_id, "cancelled", "", None)


def request_cancel(ctx: Ctx, job_id: int) -> JobRecord:
    """Ask one's own job to stop: at once when it still waits, else at its next step. A finished job is a 409."""
    with transaction.atomic():
        record = _own(ctx).select_for_update().filter(id=job_id).first()
        if record is None:
            raise NotFound()
        if record.state in FINAL:
            raise Conflict(_("This job has already ended."), code="job_finished")
        record.cancel_requested = True
        if record.state == "queued":
            record.state, record.finished_at = "cancelled", ctx.clock.now()
        record.save(update_fields=["cancel_requested", "state", "finished_at"])
    return record


def own_job(ctx: Ctx, job_id: int) -> JobRecord:
    """One job of the caller; somebody else's does not exist for them."""
    record = _own(ctx).filter(id=job_id).first()
    if record is None:
        raise NotFound()
    return record


def own_jobs(ctx: Ctx, limit: int, before: int | None = None) -> list[JobRecord]:
    """The caller's jobs, newest first, those older than id `before`."""
    rows = _own(ctx).filter(Q() if before is None else Q(id__lt=before))
    return list(rows.order_by("-id")[: min(limit, MAX_PAGE)])


def _own(ctx: Ctx) -> "QuerySet[JobRecord]":
    if ctx.actor.id is None:
        return JobRecord.objects.none()
    return JobRecord.objects.filter(actor_id=ctx.actor.id)


def _step(job_id: int, assignments: str, params: list[Any], *, force: bool = False) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE jobs_record SET {assignments}heartbeat_at = statement_timestamp()
                 WHERE id = %s AND state IN ('queued', 'running') RETURNING cancel_requested, actor_id""",  # noqa: S608 — constants of this file
            [*params, job_id],
        )
        row = cursor.fetchone()
    if row is None or row[0]:
        raise JobCancelled
    _tell(job_id, row[1], force)


def _close(job_id: int, state: str, message: str, result: Mapping[str, Any] | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE jobs_record SET state = %s, message = %s, result = coalesce(%s::jsonb, result),
                      finished_at = statement_timestamp(), heartbeat_at = statement_timestamp(),
                      done = CASE WHEN %s = 'done' THEN coalesce(total, done) ELSE done END
                 WHERE id = %s AND state IN ('queued', 'running') RETURNING actor_id""",
            [state, str(message)[:MAX_MESSAGE], None if result is None else json.dumps(result), state, job_id],
        )
        row = cursor.fetchone()
    if row is not None:
        _tell(job_id, row[0], True)
        _told.pop(job_id, None)


def _tell(job_id: int, actor_id: int | None, force: bool) -> None:
    now = time.monotonic()
    if actor_id is None or (not force and now - _told.get(job_id, 0.0) < LIVE_INTERVAL):
        return
    _told[job_id] = now
    live.publish([actor_id], "job", id=job_id)
