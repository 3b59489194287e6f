"""What a process keeps of the database between requests, in one list: so that a test that rolls back can forget it
all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F", bound=Callable[[], None])

_forgetters: list[Callable[[], None]] = []


def forgotten_by(forget: F) -> F:
    """Register the function that empties one cache; as a decorator or called with a `cache_clear`."""
    _forgetters.append(forget)
    return forget


def forget_all() -> None:
    """Empty every cache. In service epochs and ages make entries stale; nobody needs this there."""
    for forget in _forgetters:
        forget()
