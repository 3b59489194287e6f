"""What happens to leads without anybody waiting for it."""

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.jobs import job

from .scoring import apply

HOUR = 3600


@job("leads_score", timeout=HOUR, retries=3, every="21 18 * * *")
def score_leads() -> None:
    """At 02:21, and after the rules were changed: the score of all open leads; days pass for them, too."""
    apply.score_all(Ctx.system("leads_score"))
