"""What the company expects to sell: the forecasts that its leaders had reckoned this morning."""

from __future__ import annotations

from kezhou.kernel.clock import Clock
from kezhou.modules.funnel import forecast
from kezhou.platform.access.people import ctx_for_user

from .staff import Staff

READERS = ("ceo", "director", "manager1", "sales1")
WHOLE = {"pipeline": None, "department": None, "person": None}


def look_ahead(staff: Staff, clock: Clock) -> None:
    """Each over what they see themselves; people of one reach share one forecast, which is reckoned once."""
    done: set[str] = set()
    for name in READERS:
        ctx = ctx_for_user(staff.users[name].id, clock)
        _rows, reach, _process = forecast.scope(ctx, WHOLE)
        if reach not in done:
            forecast.reckon(ctx, WHOLE)
            done.add(reach)
