"""Each night: what is due falls into its pool, and owners hear what falls next."""

from kezhou.kernel.ctx import Ctx
from kezhou.platform.jobs.registry import MAX_TIMEOUT, job

from . import recycle


@job("recycle_pools", timeout=MAX_TIMEOUT, every="23 17 * * *")
def recycle_pools() -> None:
    """At 01:23 of the company's day (schedules are in UTC). Stopped half-way, the next run goes on."""
    ctx = Ctx.system("recycle_pools")
    recycle.recycle_all(ctx)
    recycle.warn_all(ctx)
