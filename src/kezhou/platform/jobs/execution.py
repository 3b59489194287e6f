"""How one job runs: time limit, tries, and the record that its starter watches."""

import logging
from typing import Any

from django.utils.translation import gettext_lazy as _
from procrastinate import App, JobContext, RetryStrategy

from kezhou.kernel.errors import KezhouError

from . import limits, records
from .registry import JobSpec, all_specs

logger = logging.getLogger(__name__)

BACKOFF_SECONDS = 3
"""Wait before the second try; each further wait is this many times longer (3, 9, 27 … s)."""


def install(app: App) -> None:
    """Make every registered job and schedule known to a queue application."""
    for spec in all_specs():
        if spec.name in app.tasks:
            continue
        schedule = f"schedule:{spec.name}" if spec.every else None
        task = app.task(
            name=spec.name,
            queue=spec.queue,
            pass_context=True,
            retry=RetryStrategy(
                max_attempts=spec.retries, exponential_wait=BACKOFF_SECONDS, retry_exceptions=list(spec.retry_on)
            ),
            lock=schedule,
            queueing_lock=schedule,
        )(_runner(spec))
        if spec.every:
            app.periodic(cron=spec.every)(task)


def _runner(spec: JobSpec) -> Any:
    def run(context: JobContext, timestamp: int | None = None, **ids: Any) -> None:
        """`timestamp` is what a schedule adds; jobs read the clock themselves."""
        run_spec(spec, attempts=context.job.attempts, ids=ids)

    return run


def run_spec(spec: JobSpec, *, attempts: int, ids: dict[str, Any]) -> None:
    """Run one job now, in this thread, after `attempts` earlier tries. Also what tests call."""
    record_id = ids.get("record_id")
    try:
        if record_id is not None:
            records.begin(record_id)
        with limits.limited(spec.timeout):
            spec.func(**ids)
        if record_id is not None:
            records.finish(record_id)
    except records.JobCancelled:
        if record_id is not None:
            records.cancelled(record_id)
    except Exception as problem:
        will_retry = isinstance(problem, spec.retry_on) and attempts < spec.retries
        if record_id is not None and not will_retry:
            records.fail(record_id, _reason(problem))
        raise


def _reason(problem: Exception) -> str:
    """What the starter may read: an expected failure says it itself, the inside of an unexpected one stays in the
    log."""
    if isinstance(problem, KezhouError) and problem.message:
        return str(problem.message)
    if isinstance(problem, limits.JobTimeout):
        return str(_("The job took too long and was stopped."))
    logger.exception("a job failed")
    return str(_("The job failed. The administrator finds the reason in the log."))
