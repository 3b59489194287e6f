"""Each morning: who is responsible for a key account hears what waits for a look."""

from kezhou.kernel.ctx import Ctx
from kezhou.modules.relations.key_account import reminders
from kezhou.sdk.jobs import job


@job("remind_key_accounts", timeout=1800, every="5 0 * * *")
def remind_key_accounts() -> None:
    """At 08:05 of the company's day (schedules are in UTC)."""
    reminders.remind_all(Ctx.system("remind_key_accounts"))
