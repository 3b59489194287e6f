"""How a write differs from a person's form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Options:
    """How a write differs from a person's form.

    `historical`: transition guards and required summaries are skipped (a right of its own). `internal`: code sets
    fields that people cannot. `moves_free`: an action sets the state that it stands for.
    """

    historical: bool = False
    internal: bool = False
    moves_free: bool = False
    right: str = "update"
    """The right that an update asks for; an action asks for its own."""
    also: tuple[str, ...] = ()
    """Further rights that have to reach a row as well, new ones included: `import` for rows of a file."""
    action: str = ""
    """Name in the audit; empty means create or update."""
    event: str = ""
    meta: Mapping[str, Any] | None = None
    pools: frozenset[int] = frozenset()
    """Pools into which the caller may put new rows (`hooks.entry_pools`); a row that names one needs no reach of its
    own, for nobody's scope reaches what nobody owns."""
    always: bool = False
    """Leave a trace and a new version even where no value changes: an act is an act."""


NORMAL = Options()
