"""Ways to the tax authority's invoice platform (税控/乐企通道). Without any, somebody issues the invoice elsewhere and
writes its number down. An adapter adds itself to `tax_channels` at start-up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from kezhou.kernel.ctx import Ctx


@dataclass(frozen=True, slots=True)
class Issued:
    """What the platform answered: the number of 20 digits and the day."""

    number: str
    day: date


class TaxChannel(Protocol):
    """An adapter. `issue` may answer at once, or None when the answer comes later: its job then calls
    `finance.api.issued`. `key` makes a repeated call the same invoice."""

    label: Any

    def issue(
        self, ctx: Ctx, key: str, invoice: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]
    ) -> Issued | None: ...


tax_channels: dict[str, TaxChannel] = {}
"""Key → adapter."""
