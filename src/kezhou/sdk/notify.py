"""Writing to people's inboxes."""

from kezhou.platform.notify.inbox import MAX_RECIPIENTS, notify

__all__ = ["MAX_RECIPIENTS", "notify"]
