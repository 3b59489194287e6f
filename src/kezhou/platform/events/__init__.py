"""What happened, written with the data and read afterwards by everybody who must act on it.

`emit(ctx, events)` runs in the transaction of the change. A dispatcher in the worker hands each event to every
subscriber, in the order of each record, exactly once for effects in the database. `docs/adr/0008-event-log.md` says
how and why.
"""

from .emit import NewEvent, emit, emit_from_select
from .subscribe import EventRow, subscriber

__all__ = ["EventRow", "NewEvent", "emit", "emit_from_select", "subscriber"]
