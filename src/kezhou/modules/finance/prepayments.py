"""What customers have paid beyond what it was allocated to (预收款)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.money import CURRENCIES
from kezhou.modules.finance.posting import PREPAID
from kezhou.sdk.query import check_subject, fetch_all
from kezhou.sdk.records import merged_into

_HELD = """
SELECT a.currency, sum(b.amount) FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
 WHERE a.entity = 'customer' AND a.record_id = ANY(%s) AND a.kind = %s
 GROUP BY 1 HAVING sum(b.amount) <> 0 ORDER BY 1"""


def prepaid(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """`{items: [{amount, currency}]}` of one customer, those merged into it included. Raises `NotFound`."""
    customer = given["customer"]
    check_subject(ctx, "customer", customer)
    owners = [customer, *merged_into("customer", [customer]).get(customer, [])]
    rows = fetch_all(_HELD, (owners, PREPAID))
    items = [{"amount": f"{row[1].scaleb(-CURRENCIES[row[0]].digits):.2f}", "currency": row[0]} for row in rows]
    return {"items": items}
