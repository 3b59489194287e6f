"""Hearing what happened: `@subscriber("name", patterns=("customer.*",))` in a module's `subscribers.py`."""

from kezhou.platform.events import EventRow, NewEvent, emit, subscriber

__all__ = ["EventRow", "NewEvent", "emit", "subscriber"]
