"""Recompute every balance and every sum; part of `kezhou check`."""

from django.db import connection

from kezhou.platform.base.checks import integrity_check

MAX_FINDINGS = 100

_BALANCES = """
SELECT a.id, coalesce(b.amount, 0), coalesce(e.total, 0)
  FROM ledger_account a LEFT JOIN ledger_balance b ON b.account_id = a.id
  LEFT JOIN (SELECT account_id, sum(amount) AS total FROM ledger_entry GROUP BY account_id) e ON e.account_id = a.id
 WHERE b.account_id IS NULL OR b.amount <> coalesce(e.total, 0) ORDER BY a.id LIMIT %s"""

_SUMS = """
SELECT e.transaction_id, a.currency, sum(e.amount) FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
 GROUP BY e.transaction_id, a.currency HAVING sum(e.amount) <> 0 ORDER BY e.transaction_id LIMIT %s"""


@integrity_check("ledger")
def verify() -> list[str]:
    """Accounts whose balance is not the sum of their entries, and postings that do not sum to zero."""
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES, [MAX_FINDINGS])
        findings = [f"ledger account {row[0]} shows {row[1]}, its entries sum to {row[2]}" for row in cursor.fetchall()]
        cursor.execute(_SUMS, [MAX_FINDINGS])
        findings += [f"ledger transaction {row[0]} is off by {row[2]} {row[1]}" for row in cursor.fetchall()]
    return findings
