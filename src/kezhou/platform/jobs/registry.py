"""Which jobs there are. A job is a function registered under a name that never changes once released."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError

JobFunc = Callable[..., Any]
F = TypeVar("F", bound=JobFunc)

DEFAULT_TIMEOUT = 60
DEFAULT_RETRIES = 3
MAX_TIMEOUT = 6 * 3600


class Retry(Exception):
    """Raised by a job that met something that can heal by itself and is not one of `HEALABLE`."""


HEALABLE: tuple[type[Exception], ...] = (OperationalError, InterfaceError, OSError, Retry)
"""What is worth another try: a lost connection, a lock or time limit, the file system, the network. A bug is not."""


@dataclass(frozen=True, slots=True)
class JobSpec:
    """One kind of job. `timeout` in seconds; `retries` after the first try; `every` is a cron line (a sixth field
    means seconds)."""

    name: str
    func: JobFunc
    queue: str = "default"
    timeout: int = DEFAULT_TIMEOUT
    retries: int = DEFAULT_RETRIES
    every: str | None = None
    retry_on: tuple[type[Exception], ...] = HEALABLE


_specs: dict[str, JobSpec] = {}


def job(
    name: str,
    *,
    queue: str = "default",
    timeout: int = DEFAULT_TIMEOUT,
    retries: int = DEFAULT_RETRIES,
    every: str | None = None,
    retry_on: tuple[type[Exception], ...] = HEALABLE,
) -> Callable[[F], F]:
    """Register a function as a job. It must be safe to run twice, because a killed worker's job is run again."""
    if not 0 < timeout <= MAX_TIMEOUT:
        raise ValueError(f"job {name}: timeout must lie between 1 and {MAX_TIMEOUT} seconds")

    def register(func: F) -> F:
        known = _specs.get(name)
        if known is not None and known.func is not func:
            raise ValueError(f"job {name} is registered twice: {known.func.__module__} and {func.__module__}")
        _specs[name] = JobSpec(name, func, queue, timeout, retries, every, retry_on)
        return func

    return register


def get(name: str) -> JobSpec:
    """The registered job, or `LookupError`: a job that nobody can run must not be written."""
    try:
        return _specs[name]
    except KeyError:
        raise LookupError(f"no job is registered as {name!r}") from None


def all_specs() -> tuple[JobSpec, ...]:
    return tuple(_specs.values())
