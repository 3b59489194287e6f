"""Messages to people: `notify(ctx, user_ids, kind, title, …)` puts one into each inbox."""

from kezhou.platform.notify.inbox import notify

__all__ = ["notify"]
