"""Jobs whose worker was killed run again; a job that kills its workers is taken out."""

import asyncio
import logging

from django.db import connection
from django.utils.translation import gettext_lazy as _
from procrastinate import App
from procrastinate.jobs import Job, Status

from . import records
from .registry import DEFAULT_RETRIES

logger = logging.getLogger(__name__)

MAX_RESCUES = DEFAULT_RETRIES + 2
"""After this many starts a job that never came back is failed instead of run again (a poison job)."""


async def loop(app: App, *, every: float, stalled: float) -> None:
    """Look every `every` seconds for jobs of workers that have been silent for `stalled` seconds."""
    while True:
        await once(app, stalled)
        await asyncio.sleep(every)


async def once(app: App, stalled: float) -> int:
    """One look; the number of jobs that go back to the queue."""
    rescued = 0
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled):
        rescued += await _rescue(app, job)
    return rescued


def _fail_record(record_id: int) -> None:
    try:
        records.fail(record_id, str(_("The job stopped its worker several times and was set aside.")))
    finally:
        connection.close()


async def _rescue(app: App, job: Job) -> int:
    if job.attempts >= MAX_RESCUES:
        logger.error("job %s (%s) took its worker down %s times and is set aside", job.id, job.task_name, job.attempts)
        await app.job_manager.finish_job(job=job, status=Status.FAILED, delete_job=False)
        record_id = job.task_kwargs.get("record_id")
        if record_id is not None:
            await asyncio.to_thread(_fail_record, int(str(record_id)))
        return 0
    logger.warning("job %s (%s) lost its worker and runs again", job.id, job.task_name)
    await app.job_manager.retry_job(job=job)
    return 1
