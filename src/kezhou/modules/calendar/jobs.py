"""Work of the calendar that no request waits for."""

from __future__ import annotations

from kezhou.kernel.clock import SystemClock
from kezhou.kernel.ctx import Ctx
from kezhou.modules.calendar import undo
from kezhou.sdk.jobs import job


@job("calendar_undo", every="50 3 * * *", timeout=600)
def forget_changes() -> None:
    """Every night: changes that nobody can take back any more."""
    undo.purge(Ctx.system("calendar.undo", SystemClock()))


def register() -> None:
    """Importing this module has registered its jobs."""
