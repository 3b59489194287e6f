"""Work that outlives a request: `@job("verb_phrase")` in a module's `jobs.py`."""

from kezhou.platform.jobs.limits import check as check_time
from kezhou.platform.jobs.queue import enqueue
from kezhou.platform.jobs.records import begin, ctx_of, fail, finish, progress, start_job
from kezhou.platform.jobs.registry import HEALABLE, MAX_TIMEOUT, Retry, job

__all__ = [
    "HEALABLE",
    "MAX_TIMEOUT",
    "Retry",
    "begin",
    "check_time",
    "ctx_of",
    "enqueue",
    "fail",
    "finish",
    "job",
    "progress",
    "start_job",
]
