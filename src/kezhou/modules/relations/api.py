"""What other modules say to the graph: which colleagues know a party, beyond those who own, share or follow it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kezhou.kernel.ctx import Ctx


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """A colleague knows a party. `how` is a key (`owner`, `member`, `follower`, `visited`), `cost` how far away that
    is: 1 for whoever is responsible, more for looser ties."""

    user_id: int
    kind: str
    record_id: int
    how: str
    cost: float


Source = Callable[[Ctx, str, Sequence[int]], Sequence[Acquaintance]]
"""(ctx, kind of party, ids that the asker may see) → who knows them; one statement, bounded."""

sources: list[Source] = []
"""Filled at start-up: visits and follow-ups tell here who has been where."""
