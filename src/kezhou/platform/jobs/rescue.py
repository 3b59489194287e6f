"""Jobs whose worker was killed run again; a job that kills its workers is taken out."""

import asyncio
import logging

from django.db import connection
from django.utils.translation import gettext_lazy as _
from procrastinate import App, exceptions
from procrastinate.jobs import Job, Status

from . import records
from .registry import DEFAULT_RETRIES

logger = logging.getLogger(__name__)

MAX_RESCUES = DEFAULT_RETRIES + 2
"""After this many starts a job that never came back is failed instead of run again (a poison job)."""


PUT_BACK = """
    WITH stalled AS (
      SELECT id FROM procrastinate_jobs
       WHERE id = %(job)s AND status = 'doing' AND worker_id IS NOT DISTINCT FROM %(worker)s FOR UPDATE)
    SELECT procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) FROM stalled
"""
"""Only while it still belongs to the silent worker: another worker may have put it back, or run it, since this one
looked."""


async def loop(app: App, *, every: float, stalled: float) -> None:
    """Look every `every` seconds for jobs of workers that have been silent for `stalled` seconds."""
    while True:
        await once(app, stalled)
        await asyncio.sleep(every)


async def once(app: App, stalled: float) -> int:
    """One look; the number of jobs that go back to the queue."""
    rescued = 0
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled):
        try:
            rescued += await _rescue(app, job)
        except exceptions.ConnectorException:
            logger.exception("job %s (%s) could not be put back; the next look tries again", job.id, job.task_name)
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
    rows = await app.connector.execute_query_all_async(PUT_BACK, job=job.id, worker=job.worker_id)
    if rows:
        logger.warning("job %s (%s) lost its worker and runs again", job.id, job.task_name)
    return len(rows)
