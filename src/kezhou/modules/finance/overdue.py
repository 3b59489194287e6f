"""What customers should have paid before a day, for their credit. Registered with `credit.api.overdue_amounts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from kezhou.kernel.ctx import Ctx
from kezhou.modules.credit import api as credit
from kezhou.sdk.query import fetch_all

_LATE = """
SELECT customer_id, sum(outstanding), amount_currency, max(%s::date - planned_on) FROM finance_receiptplan
 WHERE customer_id = ANY(%s) AND deleted_at IS NULL AND state IN ('due', 'part', 'overdue') AND planned_on < %s
 GROUP BY customer_id, amount_currency ORDER BY 1, 3"""


def amounts(ctx: Ctx, customers: Sequence[int], day: date) -> Mapping[int, Sequence[tuple[Decimal, str, int]]]:
    """Customer → (amount, currency, days of the oldest), one statement for all."""
    found: dict[int, list[tuple[Decimal, str, int]]] = {}
    for customer, amount, currency, days in fetch_all(_LATE, (day, list(customers), day)):
        found.setdefault(customer, []).append((amount, currency, days))
    return found


def register() -> None:
    """Called once at start-up."""
    if amounts not in credit.overdue_amounts:
        credit.overdue_amounts.append(amounts)
