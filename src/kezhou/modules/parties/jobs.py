"""What happens to parties each night. Schedules are in UTC; the company's day begins eight hours earlier."""

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.jobs import begin, ctx_of, finish, job

from .health import refresh
from .lifecycle import store
from .tagrule import apply, library

HOUR = 3600


@job("recognise_status", timeout=3 * HOUR, every="11 18 * * *")
def recognise_status() -> None:
    """At 02:11: the status of customers by the rules of the life cycle."""
    store.recognise(Ctx.system("recognise_status"))


@job("refresh_health", timeout=3 * HOUR, every="31 18 * * *")
def refresh_health() -> None:
    """At 02:31: what nobody confirmed for long gets older."""
    refresh.refresh(Ctx.system("refresh_health"))


@job("apply_tag_rules", timeout=3 * HOUR, every="41 18 * * *")
def apply_tag_rules() -> None:
    """At 02:41, and after the rules were changed: tags by rule, behind the status that they may ask about."""
    apply.apply_rules(Ctx.system("apply_tag_rules"))


@job("merge_tags", timeout=HOUR)
def merge_tags(record_id: int, old: str, new: str) -> None:
    """A tag on very many customers becomes another one; a killed run goes on with those that still have it."""
    begin(record_id)
    changed = library.replace_tag(ctx_of(record_id), old, new)
    finish(record_id, {"changed": changed})
