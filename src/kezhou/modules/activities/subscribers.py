"""What follow-ups say of customers again when several become one, and when they are taken apart."""

from __future__ import annotations

from collections.abc import Sequence

from kezhou.modules.activities.follow_up import after
from kezhou.sdk.events import EventRow, subscriber


@subscriber("activities.last_follow_up", patterns=("customer.merged", "customer.unmerged"), batch=True)
def refresh(ctx: object, events: Sequence[EventRow]) -> None:
    """The newest effective follow-up of all that were merged is that of the customer they became."""
    after.refresh_last(sorted({event.record_id for event in events if event.record_id is not None}))
