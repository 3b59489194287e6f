from kezhou.kernel.clock import SystemClock
from kezhou.platform.jobs.registry import job

from .storage import storage
from .sweep import sweep


@job("sweep_files", timeout=600, every="17 * * * *")
def sweep_files() -> None:
    """Every hour: remove bytes that nobody can reach."""
    sweep(SystemClock(), storage())
