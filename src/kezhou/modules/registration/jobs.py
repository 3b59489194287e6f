"""Each night: what was sent longer ago than its form keeps it is cleared."""

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.sdk.jobs import check_time, job
from kezhou.sdk.query import execute

CHUNK = 5_000


@job("clear_registrations", timeout=3600, every="51 18 * * *")
def clear_registrations() -> None:
    """At 02:51 of the company's day. The submissions stay as proof of consent."""
    today = company_today(Ctx.system("clear_registrations").clock)
    clear(today)


def clear(today: object) -> int:
    """How many were cleared."""
    total = 0
    while done := execute(
        "DELETE FROM registration_submissionpersonal WHERE submission_id IN "
        "(SELECT submission_id FROM registration_submissionpersonal WHERE until <= %s LIMIT %s)",
        (today, CHUNK),
    ):
        check_time()
        total += done
    return total
