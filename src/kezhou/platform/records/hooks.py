"""What rooms above this one add to the pipeline. Each list is filled at start-up and called by name, in order."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

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

fills: list[Callable[[Ctx, CompiledEntity, Sequence[Draft]], None]] = []
"""(ctx, entity, drafts), before the rules: sets values that follow from other rows or the clock, such as the
probability of the stage that was chosen. It judges nothing."""

closed_checks: list[Callable[[Ctx, CompiledEntity, Mapping[int, Collection[str]]], Mapping[int, KezhouError]]] = []
"""(ctx, entity, {id: names that are sent}) → {id: why these may not be changed any more}, for what people send; code
passes. An approved document is read-only but for what its definition leaves open."""

delete_checks: list[Callable[[Ctx, CompiledEntity, Sequence[int]], Mapping[int, KezhouError]]] = []
"""(ctx, entity, ids) → {id: why it may not go to the trash}: an approved document is voided instead."""

deferred: list[Callable[[Ctx, CompiledEntity, Any, Draft, Mapping[str, Any], Mapping[str, Any]], int | None]] = []
"""(ctx, entity, action, draft, what was sent, values it would save) → id of the request for approval that the act now
waits for, None to do it at once."""

before_rows: list[Callable[[Ctx, CompiledEntity, Collection[str]], None]] = []
"""(ctx, entity, names that an update sends), before any row is locked: whoever takes a lock of its own that others hold
while they wait for rows takes it here."""

restore_checks: list[Callable[[Ctx, CompiledEntity, Sequence[int]], Mapping[int, KezhouError]]] = []
"""(ctx, entity, ids) → {id: why it may not come back from the trash}: it was merged into another record."""

duplicate_checks: list[Callable[[Ctx, CompiledEntity, Sequence[Draft]], Mapping[int, Sequence[FieldError]]]] = []
"""(ctx, entity, drafts) → {position in drafts: what collides}."""

saved: list[Callable[[Ctx, CompiledEntity, Sequence[Draft]], None]] = []
"""Runs in the transaction after rows, audit and events are written: contact points, rollups of a room."""
