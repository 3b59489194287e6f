"""Work of activities that no request waits for: late and missed visits, positions that are too old, rules that
changed."""

from __future__ import annotations

from kezhou.kernel.clock import SystemClock
from kezhou.kernel.ctx import Ctx
from kezhou.modules.activities import places, positions
from kezhou.modules.activities.follow_up import effective
from kezhou.modules.activities.visit import watch
from kezhou.sdk.jobs import job


@job("activities_visits", every="*/5 * * * *", timeout=300)
def watch_visits() -> None:
    """Every five minutes: who is late, and which visits did not take place."""
    ctx = Ctx.system("visits", SystemClock())
    watch.mark_late(ctx)
    watch.mark_missed(ctx)


@job("activities_positions", every="40 3 * * *", timeout=1800)
def purge_positions() -> None:
    """Every night: positions whose time is over, of check-ins and of persons who are customers."""
    ctx = Ctx.system("positions", SystemClock())
    positions.purge(ctx)
    places.purge(ctx)


@job("activities_effective", timeout=6 * 3600, retries=3)
def judge_again() -> None:
    """All follow-ups by a new rule."""
    effective.judge_all(Ctx.system("effective", SystemClock()))


def register() -> None:
    """Importing this module has registered its jobs."""
