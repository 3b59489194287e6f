"""Messages to people's inboxes."""

from kezhou.platform.notify.inbox import notify, unread_count

__all__ = ["notify", "unread_count"]
