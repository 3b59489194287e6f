"""What follows from events: a customer that was saved gets the tags that rules say."""

from collections.abc import Sequence

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.events import EventRow, subscriber

from .tagrule.apply import active_rules, apply_rules

OWN = frozenset({"tags", "rule_tags"})


@subscriber("tag_rules", ("customer.*",), batch=True)
def tag_saved(ctx: Ctx, events: Sequence[EventRow]) -> None:
    """One statement for a whole batch of saves; its own changes of tags set off nothing new."""
    ids = {event.record_id for event in events if not event.diff or set(event.diff) - OWN}
    if ids and active_rules():
        apply_rules(ctx, sorted(ids))
