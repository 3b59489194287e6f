"""What a person has beside records: whoever knows of such a thing registers a source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kezhou.kernel.ctx import Ctx


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of duty. All four are called in a transaction.

    `count(ctx, person)`: how many; `may(ctx)`: whether the actor may pass it on; `give(ctx, person, successor)`: pass
    all of it on, answer JSON lines that say what was there, one per thing; `back(ctx, lines)`: undo where nothing has
    changed since, answer how many.
    """

    key: str
    label: Any
    count: Callable[[Ctx, int], int]
    may: Callable[[Ctx], bool]
    give: Callable[[Ctx, int, int], Sequence[Any]]
    back: Callable[[Ctx, Sequence[Any]], int]


sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a source; one of the same key is replaced."""
    sources[source.key] = source
