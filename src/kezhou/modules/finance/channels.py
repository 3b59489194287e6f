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


class Refused(Exception):
    """The platform will not issue this invoice; the words are shown to whoever asked."""


class TaxChannel(Protocol):
    """An adapter. `issue` may answer at once, or None when the answer comes later: its job then calls
    `finance.api.issued`. `key` makes a repeated call the same invoice: it is called again after a failure of the
    network (`OSError`, `sdk.jobs.Retry`) or of the machine. It raises `Refused` where asking again is of no use.

    It is called by a job, outside of any transaction.
    """

    label: Any

    def issue(
        self, ctx: Ctx, key: str, invoice: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]
    ) -> Issued | None: ...


tax_channels: dict[str, TaxChannel] = {}
"""Key → adapter."""


def listed(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """`{items: [{key, label}]}`: the channels of this installation."""
    return {"items": [{"key": key, "label": str(channel.label)} for key, channel in sorted(tax_channels.items())]}
