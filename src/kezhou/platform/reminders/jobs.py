"""Reminding is work that no request waits for."""

from kezhou.kernel.clock import SystemClock
from kezhou.kernel.ctx import Ctx
from kezhou.platform.jobs.registry import job

from . import mail, run
from .tell import MAIL_JOB


@job("reminders_run", every="* * * * *", timeout=600)
def remind() -> None:
    """Every minute: what has become due."""
    run.run(Ctx.system("reminders", SystemClock()))


@job(MAIL_JOB, timeout=120, retries=5)
def send_reminders(user_id: int) -> None:
    """The mail of one person."""
    mail.send_waiting(Ctx.system("reminders", SystemClock()), user_id)
