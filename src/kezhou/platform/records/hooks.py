"""What rooms above this one add to the pipeline. Each list is filled at start-up and called by name, in order."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, KezhouError
from kezhou.platform.entities.compiled import CompiledEntity

from .draft import Draft

lock_checks: list[Callable[[Ctx, CompiledEntity, Sequence[int]], Mapping[int, Any]]] = []
"""(ctx, entity, ids) → {id: why it may not be changed now}: a running approval, a closed period."""

checks: list[
    Callable[[Ctx, CompiledEntity, Sequence[Draft]], Mapping[int, KezhouError] | Mapping[int, Sequence[FieldError]]]
] = []
"""(ctx, entity, drafts) → {position in drafts: why it is refused, or the fields that are wrong}: rules that need the
clock, rights or other rows, such as that nobody stands above himself."""

closed_checks: list[Callable[[Ctx, CompiledEntity, Mapping[int, Collection[str]]], Mapping[int, KezhouError]]] = []
"""(ctx, entity, {id: names that are sent}) → {id: why these may not be changed any more}, for what people send; code
passes. An approved document is read-only but for what its definition leaves open."""

delete_checks: list[Callable[[Ctx, CompiledEntity, Sequence[int]], Mapping[int, KezhouError]]] = []
"""(ctx, entity, ids) → {id: why it may not go to the trash}: an approved document is voided instead."""

hanging_checks: list[Callable[[Ctx, CompiledEntity, Sequence[int]], Mapping[int, KezhouError]]] = []
"""(ctx, entity, ids) → {id: why it may not go to the trash because of what hangs on it}: an approval that runs about a
document of the customer. A merge takes what hangs on a record along and does not ask."""

deferred: list[Callable[[Ctx, CompiledEntity, Any, Draft, Mapping[str, Any], Mapping[str, Any]], int | None]] = []
"""(ctx, entity, action, draft, what was sent, values it would save) → id of the request for approval that the act now
waits for, None to do it at once."""

fills: list[Callable[[Ctx, CompiledEntity, Sequence[Draft]], None]] = []
"""(ctx, entity, drafts), before the rules: sets values that follow from other rows or the clock, such as the
probability of the stage that was chosen. It judges nothing."""

before_rows: list[Callable[[Ctx, CompiledEntity, Collection[str]], None]] = []
"""(ctx, entity, names that an update sends), before any row is locked: whoever takes a lock of its own that others hold
while they wait for rows takes it here."""

entry_pools: list[Callable[[Ctx, CompiledEntity], Mapping[int, str]]] = []
"""(ctx, entity) → {id: name} of the pools into which the actor may bring new records; pools stand above this room."""


def pools_for_new(ctx: Ctx, entity: CompiledEntity) -> dict[int, str]:
    """The pools, by id, into which the actor may bring new records of the entity."""
    return {id_: name for source in entry_pools for id_, name in source(ctx, entity).items()}


restore_checks: list[Callable[[Ctx, CompiledEntity, Sequence[int]], Mapping[int, KezhouError]]] = []
"""(ctx, entity, ids) → {id: why it may not come back from the trash}: it was merged into another record."""


class Alike(Protocol):
    """How rows that are brought in together are compared with each other."""

    def read(self, values: Mapping[str, Any]) -> Any:
        """What is compared of a row, from its values by field name."""

    def keys(self, one: Any) -> Sequence[tuple[int, float]]:
        """(key, weight): rows that share none are not worth a comparison."""

    def same(self, pairs: Sequence[tuple[Any, Any]]) -> Sequence[Any]:
        """For each pair the verdict in words where the two count as the same, else None."""


alike: list[Callable[[Ctx, CompiledEntity, str], Alike | None]] = []
"""(ctx, entity, what an import says of duplicates) → the comparison, None where rows alike are not refused."""

duplicate_checks: list[Callable[[Ctx, CompiledEntity, Sequence[Draft]], Mapping[int, Sequence[FieldError]]]] = []
"""(ctx, entity, drafts) → {position in drafts: what collides}."""

saved: list[Callable[[Ctx, CompiledEntity, Sequence[Draft]], None]] = []
"""Runs in the transaction after rows, audit and events are written: contact points, rollups of a room."""
