"""What `kezhou check` asks about money: plans, documents and the ledger say the same."""

from kezhou.kernel.money import CURRENCIES
from kezhou.sdk.checks import integrity_check
from kezhou.sdk.query import fetch_all

MAX_NAMED = 20
_BALANCE = """
  SELECT a.record_id, sum(b.amount) AS minor, a.currency FROM ledger_account a
    JOIN ledger_balance b ON b.account_id = a.id WHERE a.entity = '{entity}' AND a.kind = '{kind}' GROUP BY 1, 3"""
_PLANS = """
SELECT p.id FROM finance_receiptplan p LEFT JOIN ({balance}) l
    ON l.record_id = p.id AND l.currency = p.amount_currency
 WHERE p.{column} * {minor} <> coalesce(l.minor, 0) ORDER BY p.id LIMIT %s"""
_DIGITS = "".join(f" WHEN '{code}' THEN {10**known.digits}" for code, known in CURRENCIES.items())
_MINOR = f"(CASE p.amount_currency{_DIGITS} END)"
_PLANNED = """
SELECT m.id FROM finance_documentmoney m LEFT JOIN (
  SELECT coalesce(p.contract_id, o.contract_id) AS contract_id, sum(p.amount) AS amount
    FROM finance_receiptplan p LEFT JOIN trade_order o ON o.id = p.order_id
   WHERE p.deleted_at IS NULL AND p.state <> 'void' GROUP BY 1) s ON s.contract_id = m.contract_id
 WHERE m.contract_id IS NOT NULL AND m.planned <> coalesce(s.amount, 0) ORDER BY m.id LIMIT %s"""
_INVOICED = """
SELECT m.id FROM finance_documentmoney m LEFT JOIN (
  SELECT contract_id, sum(amount) AS amount FROM finance_invoice
   WHERE deleted_at IS NULL AND state IN ('issued', 'delivered', 'reversed') GROUP BY 1) s
    ON s.contract_id = m.contract_id
 WHERE m.contract_id IS NOT NULL AND m.invoiced <> coalesce(s.amount, 0) ORDER BY m.id LIMIT %s"""
# What came in for a contract, its plans, its orders and their plans, less what was paid back.
_RECEIVED = """
SELECT m.id FROM finance_documentmoney m LEFT JOIN (
  SELECT coalesce(x.contract_id, p.contract_id, o.contract_id, po.contract_id) AS contract_id, sum(x.amount) AS amount
    FROM (SELECT l.plan_id, l.contract_id, l.order_id, l.amount
            FROM finance_receiptallocation l JOIN finance_receipt r ON r.id = l.receipt_id
           WHERE l.deleted_at IS NULL AND r.deleted_at IS NULL AND r.approval_state = 'approved'
          UNION ALL
          SELECT plan_id, contract_id, order_id, -amount FROM finance_refund
           WHERE deleted_at IS NULL AND approval_state = 'approved') x
    LEFT JOIN finance_receiptplan p ON p.id = x.plan_id LEFT JOIN trade_order o ON o.id = x.order_id
    LEFT JOIN trade_order po ON po.id = p.order_id
   GROUP BY 1) s ON s.contract_id = m.contract_id
 WHERE m.contract_id IS NOT NULL AND m.received <> coalesce(s.amount, 0) ORDER BY m.id LIMIT %s"""


@integrity_check("finance: what plans say was received or written off stands in the ledger")
def plans() -> list[str]:
    found = []
    for column in ("received", "written_off"):
        balance = _BALANCE.format(entity="receipt_plan", kind=f"finance.{column}")
        statement = _PLANS.format(balance=balance, column=column, minor=_MINOR)
        found += [f"plan {row[0]}: {column} differs from the ledger" for row in fetch_all(statement, (MAX_NAMED,))]
    return found


@integrity_check("finance: what contracts say was planned, invoiced and received is what their documents say")
def documents() -> list[str]:
    return [
        f"money {row[0]}: {name} differs"
        for name, statement in (("planned", _PLANNED), ("invoiced", _INVOICED), ("received", _RECEIVED))
        for row in fetch_all(statement, (MAX_NAMED,))
    ]
