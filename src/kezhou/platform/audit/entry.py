"""What callers say about one act."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One act on one record, as `audit.write` takes it.

    `changes` is `{field: (old, new)}` in the JSON form of the field types. Fields named in `personal` are personal data
    and go to the side table. `meta` is free JSON about the act itself and must not hold personal data.
    """

    entity: str
    record_id: int | None
    action: str
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)
    personal: frozenset[str] = frozenset()
