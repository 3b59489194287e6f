"""Who wants to know what. A subscriber registers on import (an app's `subscribers.py`)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from kezhou.kernel.ctx import Ctx


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event as a subscriber gets it; `diff` is `{field: [old, new]}`."""

    id: int
    at: datetime
    name: str
    entity: str
    record_id: int
    diff: Mapping[str, Sequence[Any]]
    actor_id: int | None
    request_id: str
    depth: int


F = TypeVar("F", bound=Callable[..., None])


@dataclass(frozen=True, slots=True)
class Subscriber:
    """One reader of the log. `batch`: it takes a list of up to 1,000 events at once, in the order of the log."""

    name: str
    patterns: tuple[str, ...]
    func: Callable[..., None]
    batch: bool
    wanted: re.Pattern[str]

    def wants(self, event_name: str) -> bool:
        return self.wanted.fullmatch(event_name) is not None

    def take(self, ctx: Ctx, events: Sequence[EventRow]) -> None:
        """Hand over events that are wanted and in order."""
        if self.batch:
            self.func(ctx, list(events))
        else:
            for event in events:
                self.func(ctx, event)


_subscribers: dict[str, Subscriber] = {}


def subscriber(name: str, patterns: Sequence[str], *, batch: bool = False) -> Callable[[F], F]:
    """Register `func(ctx, event)` — or `func(ctx, events)` with `batch` — for events such as `customer.*` or
    `*.created`.

    It runs inside the dispatcher's transaction: what it writes to the database happens exactly once. For anything
    outside (mail, another system) it puts a job on the queue. `ctx` is a system context one step deeper than the event.
    """
    if not patterns:
        raise ValueError(f"subscriber {name} wants nothing")

    def register(func: F) -> F:
        known = _subscribers.get(name)
        if known is not None and known.func is not func:
            raise ValueError(f"event subscriber {name} is registered twice")
        wanted = re.compile("|".join(re.escape(p).replace(r"\*", ".*") for p in patterns))
        _subscribers[name] = Subscriber(name, tuple(patterns), func, batch, wanted)
        return func

    return register


def all_subscribers() -> tuple[Subscriber, ...]:
    return tuple(_subscribers.values())


def get(name: str) -> Subscriber:
    try:
        return _subscribers[name]
    except KeyError:
        raise LookupError(f"no event subscriber is registered as {name!r}") from None
