"""What happens to parties each night. Schedules are in UTC; the company's day begins eight hours earlier."""

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.jobs import job

from .health import refresh


@job("refresh_health", timeout=3 * 3600, every="31 18 * * *")
def refresh_health() -> None:
    """At 02:31: what nobody confirmed for long gets older."""
    refresh.refresh(Ctx.system("refresh_health"))
