"""What rooms above this one add to the pipeline. Each list is filled at start-up and called by name, in order."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, KezhouError
from kezhou.platform.entities.compiled import CompiledEntity

from .draft import Draft

lock_checks: list[Callable[[Ctx, CompiledEntity, Sequence[int]], Mapping[int, Any]]] = []
"""(ctx, entity, ids) → {id: why it may not be changed now}: a running approval, a closed period."""

checks: list[Callable[[Ctx, CompiledEntity, Sequence[Draft]], Mapping[int, KezhouError]]] = []
"""(ctx, entity, drafts) → {position in drafts: why it is refused}: rules that need the clock, other rows or rights."""

duplicate_checks: list[Callable[[Ctx, CompiledEntity, Sequence[Draft]], Mapping[int, Sequence[FieldError]]]] = []
"""(ctx, entity, drafts) → {position in drafts: what collides}."""

saved: list[Callable[[Ctx, CompiledEntity, Sequence[Draft]], None]] = []
"""Runs in the transaction after rows, audit and events are written: contact points, rollups of a room."""
