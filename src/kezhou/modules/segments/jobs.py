"""Each night: how large the segments are."""

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.jobs import job

from .segment import sizes


@job("count_segments", timeout=3 * 3600, every="11 19 * * *")
def count_segments() -> None:
    """At 03:11 of the company's day (schedules are in UTC); run twice, the second count replaces the first."""
    sizes.refresh_all(Ctx.system("count_segments"))
