"""One at a time: for limits that are counted before something is added."""

from django.db import connection

from .sql import fetch_all


def take_turns(purpose: str, whose: int | str | None) -> None:
    """Wait until nobody else does this for the same person or thing, and keep others waiting until the transaction
    ends. What is counted after it still holds when the row is written.

    Must be called inside the transaction that writes; outside of one it would end at once, so that raises.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"take_turns({purpose!r}) outside of a transaction holds nobody off")
    fetch_all("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"{purpose}:{whose}",))
