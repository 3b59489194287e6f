"""What was invoiced beyond what was ordered, contract by contract, for the credit of customers. Registered with
`credit.api.invoiced_ahead`.

An invoice before its goods leave is one amount with the order. An invoice of services, for which nothing is ordered, or
of goods that came back, is not: it is owed until it is paid, and then it is nobody's credit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kezhou.kernel.ctx import Ctx
from kezhou.modules.credit import api as credit
from kezhou.sdk.query import fetch_all

_ORDERED = """
    SELECT coalesce(sum(CASE WHEN o.state = 'settled' THEN coalesce(o.delivered_amount, 0) ELSE o.amount END
                        - coalesce(o.returned_amount, 0)), 0) AS amount
      FROM trade_order o WHERE {which} AND o.deleted_at IS NULL AND o.approval_state = 'approved'
       AND o.amount_currency = m.currency"""
_AHEAD = f"""
SELECT c.customer_id, c.id, m.currency, m.invoiced - ordered.amount
  FROM trade_contract c JOIN finance_documentmoney m ON m.contract_id = c.id AND m.invoiced > 0
  CROSS JOIN LATERAL ({_ORDERED.format(which="o.contract_id = c.id")}) ordered
 WHERE c.customer_id = ANY(%s) AND c.deleted_at IS NULL AND m.invoiced > ordered.amount
UNION ALL
SELECT t.customer_id, NULL, m.currency, m.invoiced - ordered.amount
  FROM trade_order t JOIN finance_documentmoney m ON m.order_id = t.id AND m.invoiced > 0
  CROSS JOIN LATERAL ({_ORDERED.format(which="o.id = t.id")}) ordered
 WHERE t.customer_id = ANY(%s) AND t.deleted_at IS NULL AND t.contract_id IS NULL AND m.invoiced > ordered.amount
UNION ALL
SELECT i.customer_id, NULL, i.amount_currency, sum(i.amount) FROM finance_invoice i
 WHERE i.customer_id = ANY(%s) AND i.deleted_at IS NULL AND i.contract_id IS NULL AND i.order_id IS NULL
   AND i.state IN ('issued', 'delivered', 'reversed')
 GROUP BY i.customer_id, i.amount_currency HAVING sum(i.amount) > 0"""  # noqa: S608 — constants of this file


def amounts(ctx: Ctx, customers: Sequence[int]) -> Mapping[int, Sequence[credit.Ahead]]:
    """Customer → what was invoiced beyond its orders, one statement for all."""
    found: dict[int, list[credit.Ahead]] = {}
    wanted = list(customers)
    for customer, contract, currency, amount in fetch_all(_AHEAD, (wanted, wanted, wanted)):
        found.setdefault(customer, []).append(credit.Ahead(contract, amount, currency))
    return found


def register() -> None:
    """Called once at start-up."""
    if amounts not in credit.invoiced_ahead:
        credit.invoiced_ahead.append(amounts)
