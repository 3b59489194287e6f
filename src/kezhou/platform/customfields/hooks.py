"""What this room needs from those beside it; filled at start-up by a room above."""

from collections.abc import Callable, Mapping
from typing import Any

from kezhou.kernel.ctx import Ctx

Changes = Mapping[str, tuple[Any, Any]]
RecordChange = Callable[[Ctx, int, Changes, Mapping[str, Any]], None]

_record_change: RecordChange | None = None


def set_record_change(record: RecordChange) -> None:
    """`record(ctx, field_id, changes, meta)` audits a changed definition in the caller's transaction."""
    global _record_change
    _record_change = record


def record_change(ctx: Ctx, field_id: int, changes: Changes, meta: Mapping[str, Any]) -> None:
    if _record_change is None:
        raise RuntimeError("customfields.hooks.set_record_change has not been called at start-up")
    _record_change(ctx, field_id, changes, meta)
