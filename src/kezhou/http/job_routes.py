"""One's own long work: how far it is, how to stop it, what came out. Nobody else's jobs exist here."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from kezhou.platform.jobs import records
from kezhou.platform.jobs.models import JobRecord

from .auth.authenticate import door
from .context import ctx_of
from .cursor import page_words

router = Router(tags=["jobs"], auth=door)


class JobOut(Schema):
    id: int
    kind: str
    title: str
    state: str
    done: int
    total: int | None
    message: str
    log: list[dict[str, Any]]
    result: dict[str, Any]
    cancel_requested: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class JobList(Schema):
    items: list[JobOut]
    next: str | None


@router.get("/jobs", response=JobList, operation_id="jobs_list")
def list_jobs(request: HttpRequest) -> dict[str, Any]:
    """One's own jobs, newest first."""
    words = page_words(request, records.MAX_PAGE)
    rows = records.own_jobs(ctx_of(request), words.limit + 1, words.before)
    return words.envelope([job_out(row) for row in rows])


@router.get("/jobs/{int:job_id}", response=JobOut, operation_id="jobs_get")
def get_job(request: HttpRequest, job_id: int) -> dict[str, Any]:
    return job_out(records.own_job(ctx_of(request), job_id))


@router.post("/jobs/{int:job_id}/cancel", response=JobOut, operation_id="jobs_cancel")
def cancel_job(request: HttpRequest, job_id: int) -> dict[str, Any]:
    """Ask one's own job to stop; it ends at its next step. 409 when it has ended already."""
    return job_out(records.request_cancel(ctx_of(request), job_id))


def job_out(row: JobRecord) -> dict[str, Any]:
    """A job as the API shows it; also what a call answers that started one."""
    names = ("id", "kind", "title", "state", "done", "total", "message", "log", "result", "cancel_requested")
    return {name: getattr(row, name) for name in (*names, "created_at", "started_at", "finished_at")}
