"""What was invoiced beyond what was ordered, contract by contract, for the credit of customers, and what was given up
beyond what was owed. Registered with `credit.api.invoiced_ahead`.

An invoice before its goods leave is one amount with the order. An invoice of services, for which nothing is ordered, or
of goods that came back, is not: it is owed until it is paid, and then it is nobody's credit. A write-off takes off what
is owed for its document, and no more: giving up a plan for which nothing was ordered or invoiced makes no room either.
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
       AND o.amount_currency = {currency}"""
# By contract, of what has none by order. Those of a framework contract may be of several customers.
_OF_ONE = _ORDERED.format(which="o.id = t.order_id", currency="t.currency")
_UNDER = _ORDERED.format(
    which="o.contract_id = t.contract_id AND o.customer_id = t.customer_id", currency="t.currency"
)  # fmt: skip
_AHEAD = f"""
WITH told AS (
  SELECT i.customer_id, i.contract_id, CASE WHEN i.contract_id IS NULL THEN i.order_id END AS order_id,
         i.amount_currency AS currency, sum(i.amount) AS invoiced
    FROM finance_invoice i
   WHERE i.customer_id = ANY(%s) AND i.deleted_at IS NULL AND i.state IN ('issued', 'delivered', 'reversed')
   GROUP BY 1, 2, 3, 4 HAVING sum(i.amount) > 0)
SELECT t.customer_id, t.contract_id, t.currency, t.invoiced - coalesce(c.amount, s.amount, 0) FROM told t
  LEFT JOIN LATERAL ({_UNDER}) c ON t.contract_id IS NOT NULL
  LEFT JOIN LATERAL ({_OF_ONE}) s ON t.order_id IS NOT NULL
 WHERE t.invoiced > coalesce(c.amount, s.amount, 0)
UNION ALL"""  # noqa: S608 — constants of this file
_GIVEN_UP = """
SELECT d.customer_id, NULL, m.currency,
       m.written_off - greatest(greatest(m.invoiced, ordered.amount) - m.received, 0)
  FROM {table} d JOIN finance_documentmoney m ON m.{link} = d.id AND m.written_off > 0
  CROSS JOIN LATERAL ({ordered}) ordered
 WHERE d.customer_id = ANY(%s) AND d.deleted_at IS NULL {only}
   AND m.written_off > greatest(greatest(m.invoiced, ordered.amount) - m.received, 0)"""
_OF_CONTRACTS = _GIVEN_UP.format(
    table="trade_contract", link="contract_id", only="",
    ordered=_ORDERED.format(which="o.contract_id = d.id", currency="m.currency"),
)  # fmt: skip
_OF_ORDERS = _GIVEN_UP.format(
    table="trade_order", link="order_id", only="AND d.contract_id IS NULL",
    ordered=_ORDERED.format(which="o.id = d.id", currency="m.currency"),
)  # fmt: skip
_ALL = f"{_AHEAD}{_OF_CONTRACTS} UNION ALL {_OF_ORDERS}"


def amounts(ctx: Ctx, customers: Sequence[int]) -> Mapping[int, Sequence[credit.Ahead]]:
    """Customer → what was invoiced beyond its orders, and given up beyond what was owed; one statement for all."""
    found: dict[int, list[credit.Ahead]] = {}
    wanted = list(customers)
    for customer, contract, currency, amount in fetch_all(_ALL, (wanted, wanted, wanted)):
        found.setdefault(customer, []).append(credit.Ahead(contract, amount, currency))
    return found


def register() -> None:
    """Called once at start-up."""
    if amounts not in credit.invoiced_ahead:
        credit.invoiced_ahead.append(amounts)
