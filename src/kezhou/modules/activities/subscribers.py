"""What follow-ups say of customers and leads again when several become one, and when they are taken apart."""

from __future__ import annotations

from collections.abc import Sequence

from kezhou.modules.activities.follow_up.subjects import SUBJECTS
from kezhou.sdk.events import EventRow, subscriber

MERGES = tuple(f"{subject.link}.{word}" for subject in SUBJECTS for word in ("merged", "unmerged"))


@subscriber("activities.last_follow_up", patterns=MERGES, batch=True)
def refresh(ctx: object, events: Sequence[EventRow]) -> None:
    """The newest effective follow-up of all that were merged is that of the record they became."""
    for subject in SUBJECTS:
        mine = {event.record_id for event in events if event.entity == subject.link and event.record_id is not None}
        subject.refresh_last(sorted(mine))
