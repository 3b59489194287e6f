"""Terms run out without anybody's request."""

from kezhou.kernel.clock import SystemClock
from kezhou.kernel.ctx import Ctx
from kezhou.platform.jobs.registry import job

from . import timeouts


@job("approval_terms", every="*/5 * * * *", timeout=300)
def approval_terms() -> None:
    """Every five minutes: terms that are over, approvers who have left."""
    timeouts.run(Ctx.system("approvals", SystemClock()))
