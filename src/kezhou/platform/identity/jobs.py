"""The jobs of this room."""

from kezhou.kernel.clock import SystemClock
from kezhou.platform.jobs.registry import job

from .sweep import sweep


@job("sweep_identity", timeout=300, every="17 3 * * *")
def sweep_identity() -> None:
    """Every night: forget sign-in tries, rate counters and ended sessions that nobody needs any more."""
    sweep(SystemClock().now())
