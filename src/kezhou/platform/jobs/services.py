"""Loops that run in the worker beside the queue, each in a thread of its own (such as the event dispatcher)."""

from collections.abc import Callable
from threading import Event
from typing import TypeVar

Service = Callable[[Event], None]
S = TypeVar("S", bound=Service)

_services: dict[str, Service] = {}


def service(name: str) -> Callable[[S], S]:
    """Register a loop. It gets the stop event, waits on it between rounds and returns when it is set; if it raises,
    it is started again."""

    def register(run: S) -> S:
        _services[name] = run
        return run

    return register


def all_services() -> tuple[tuple[str, Service], ...]:
    return tuple(_services.items())
