"""What money of a customer can be allocated to (核销): open plans, and what contracts and orders bring beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.modules.finance.ageing import seen_plans
from kezhou.modules.finance.head import currency_of
from kezhou.modules.finance.posting import prepaid
from kezhou.sdk.query import check_subject, entity, fetch_all, field_rights, may, right

MOST = 200
_PLANS = """
SELECT t.id, t.name, coalesce(c.name, o.name), t.planned_on, t.amount, t.outstanding, t.planned_on < %s
  FROM finance_receiptplan t
  LEFT JOIN trade_contract c ON c.id = t.contract_id LEFT JOIN trade_order o ON o.id = t.order_id
 WHERE t.customer_id = %s AND t.amount_currency = %s AND t.deleted_at IS NULL AND t.state IN ('due', 'part', 'overdue')
   AND {seen}
 ORDER BY t.planned_on, t.id LIMIT %s"""
# What a document brings beside its plans. An order under a contract with an amount counts there.
_DOCUMENTS = """
SELECT * FROM (
  SELECT t.id, t.number, t.name, t.amount, t.amount - coalesce(m.received, 0) - coalesce(m.written_off, 0) - coalesce((
         SELECT sum(p.outstanding) FROM finance_receiptplan p
          WHERE p.{link} = t.id AND p.deleted_at IS NULL AND p.state <> 'void'), 0) AS rest
    FROM {table} t LEFT JOIN finance_documentmoney m ON m.{link} = t.id
   WHERE t.customer_id = %s AND t.amount_currency = %s AND t.amount > 0 AND t.approval_state = 'approved'
     AND t.deleted_at IS NULL AND {only} AND {seen}) d
 WHERE rest > 0 ORDER BY id LIMIT %s"""
_ONLY = {
    "contract": "t.kind <> 'framework'",
    "order": "NOT EXISTS (SELECT FROM trade_contract c WHERE c.id = t.contract_id AND c.kind <> 'framework')",
}


def open_items(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """`{currency, prepaid, items: [{kind, id, title, about, planned_on, overdue, amount, left}]}`: plans by day, then
    documents, of what the reader sees, at most 200 of each kind; the prepayment is told to readers of receipts.
    Raises `NotFound`, `Forbidden`."""
    customer, currency = given["customer"], currency_of(given)
    check_subject(ctx, "customer", customer)
    seen = seen_plans(ctx)
    today = company_today(ctx.clock)
    rows = fetch_all(_PLANS.format(seen=seen.text), (today, customer, currency, *seen.params, MOST))
    items = [
        _item("plan", row[0], row[1], row[2], row[4], row[5]) | {"planned_on": row[3].isoformat(), "overdue": row[6]}
        for row in rows
    ]
    for kind in _ONLY:
        items += [_item(kind, row[0], row[1], row[2], row[3], row[4]) for row in _documents(ctx, kind, given, currency)]
    held = f"{prepaid(customer, currency):.2f}" if may(ctx, entity(ctx, "receipt"), "view") else None
    return {"currency": currency, "prepaid": held, "items": items}


def _documents(ctx: Ctx, kind: str, given: Mapping[str, Any], currency: str) -> Sequence[Sequence[Any]]:
    target = entity(ctx, kind)
    if not may(ctx, target, "view") or field_rights(ctx, target)["amount"].view != "full":
        return ()
    seen = right(ctx, target, "view")
    statement = _DOCUMENTS.format(table=target.table, link=f"{kind}_id", only=_ONLY[kind], seen=seen.text)
    return fetch_all(statement, (given["customer"], currency, *seen.params, MOST))


def _item(kind: str, id_: int, title: str, about: str, amount: Decimal, left: Decimal) -> dict[str, Any]:
    return {
        "kind": kind,
        "id": id_,
        "title": title,
        "about": about,
        "planned_on": None,
        "overdue": False,
        "amount": f"{amount:.2f}",
        "left": f"{left:.2f}",
    }
