"""Telling people something, and what stands in the timeline of a record beside its changes."""

from kezhou.platform.notify.comments import MAX_MENTIONS, MENTION
from kezhou.platform.notify.inbox import MAX_RECIPIENTS, notify, unread_count
from kezhou.platform.notify.sources import Happening, TimelineSource, timeline_source

__all__ = [
    "MAX_MENTIONS",
    "MAX_RECIPIENTS",
    "MENTION",
    "Happening",
    "TimelineSource",
    "notify",
    "timeline_source",
    "unread_count",
]
