"""The rate of a currency on a day, for what is written in that currency."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kezhou.kernel.clock import SystemClock, company_today
from kezhou.sdk.money import base_rates
from kezhou.sdk.query import fetch_one

_RATE = """
SELECT rate FROM finance_exchangerate
 WHERE currency = %s AND valid_from <= %s AND deleted_at IS NULL ORDER BY valid_from DESC LIMIT 1"""


def rate(currency: str, day: date | None = None) -> Decimal | None:
    """Base currency for one unit, by the newest rate of that day or before it; None where none is kept.

    Without a day: that of now, for amounts that are written now.
    """
    row = fetch_one(_RATE, (currency, day or company_today(SystemClock())))
    return row[0] if row else None


def register() -> None:
    """Called once at start-up."""
    base_rates.append(rate)
