"""What a caller may ask of a list, and what a list answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from kezhou.kernel.condition import Condition

MAX_LIMIT = 200
DEFAULT_LIMIT = 50
MAX_PAGED_ROWS = 10_000
"""Pages by number end here; beyond, a cursor goes on."""
COUNT_CAP = 10_000
MAX_SORTS = 3

Total = Literal["none", "capped", "exact"]


@dataclass(frozen=True, slots=True)
class Sort:
    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ListQuery:
    """One list call, parsed. `fields` None means the entity's list columns; `q` is what was typed into the search
    box."""

    fields: tuple[str, ...] | None = None
    where: Condition | None = None
    q: str = ""
    sort: tuple[Sort, ...] = ()
    limit: int = DEFAULT_LIMIT
    cursor: str | None = None
    page: int | None = None
    total: Total = "none"
    trash: bool = False
    expand: tuple[str, ...] = ()
    """Links whose records come along under `_expanded`."""


@dataclass(slots=True)
class Page:
    """One page of records as JSON-ready dicts. `total` is exact unless `capped`, which means “at least”."""

    items: list[dict[str, Any]]
    next: str | None = None
    total: int | None = None
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    fn: Literal["count", "sum", "avg", "min", "max"]
    field: str | None = None


@dataclass(frozen=True, slots=True)
class AggregateQuery:
    group_by: Sequence[str] = ()
    measures: Sequence[Measure] = field(default_factory=lambda: (Measure("count"),))
    where: Condition | None = None
    q: str = ""
    limit: int = 500
