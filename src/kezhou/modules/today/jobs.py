"""Each night: closeness and rhythm of everybody who was spoken to."""

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.jobs import MAX_TIMEOUT, job

from . import reckon


@job("reckon_closeness", timeout=MAX_TIMEOUT, every="41 18 * * *")
def reckon_closeness() -> None:
    """At 02:41 of the company's day (schedules are in UTC)."""
    reckon.reckon_all(Ctx.system("reckon_closeness"))
