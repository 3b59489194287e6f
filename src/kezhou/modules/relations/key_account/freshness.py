"""How fresh each part of a card is. Pure: values in, verdict out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.modules.relations.key_account.parts import BY_KEY, DEFAULT_DAYS


@dataclass(frozen=True, slots=True)
class Allowed:
    """How many days a part stays fresh after a confirmation, and whether somebody is reminded then."""

    days: int = DEFAULT_DAYS
    remind: bool = True


@dataclass(frozen=True, slots=True)
class Freshness:
    """`age` in days since the confirmation, None where there was none; `stale_on`: the first day on which it is stale,
    or None where it was never confirmed and so is stale from the beginning."""

    part: str
    age: int | None
    stale: bool
    stale_on: date | None


def freshness(part: str, confirmed_at: datetime | None, allowed: Mapping[str, Allowed], today: date) -> Freshness:
    """Days are calendar days of the company's zone: confirmed on Sunday with one day allowed is stale on Tuesday."""
    assert part in BY_KEY  # noqa: S101 - a key of the code, not of a caller
    if confirmed_at is None:
        return Freshness(part, None, stale=True, stale_on=None)
    day = confirmed_at.astimezone(COMPANY_ZONE).date()
    stale_on = day + timedelta(days=allowed.get(part, Allowed()).days + 1)
    return Freshness(part, (today - day).days, today >= stale_on, stale_on)
