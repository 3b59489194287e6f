"""One at a time: for limits that are counted before something is added."""

from collections.abc import Iterable

from django.db import connection

from .sql import fetch_all


def take_turns(purpose: str, whose: int | str | None) -> None:
    """Wait until nobody else does this for the same person or thing, and keep others waiting until the transaction
    ends. What is counted after it still holds when the row is written.

    Must be called inside the transaction that writes; outside of one it would end at once, so that raises.
    """
    take_turns_of(purpose, [whose])


def take_turns_of(purpose: str, whose: Iterable[int | str | None]) -> None:
    """As `take_turns` for several, in one statement. All callers name them in one order, so that nobody waits for each
    other."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"take_turns({purpose!r}) outside of a transaction holds nobody off")
    keys = [f"{purpose}:{one}" for one in whose]
    fetch_all("SELECT pg_advisory_xact_lock(hashtextextended(k, 0)) FROM unnest(%s::text[]) AS k", (keys,))
