"""What modules with documents do with credit: ask before they go ahead, and post what a customer owes.

verdict = credit.check(ctx, customer, "order", Money(...), document=("order", id), number="SO-1")
credit.post(ctx, "order:17:submit", customer, "outside", "unshipped", amount, ref=("order", 17))
credit.post(ctx, "delivery:4", customer, "unshipped", "uninvoiced", amount, ref=("delivery", 4))
credit.post(ctx, "invoice:9", customer, "uninvoiced", "unpaid", amount, ref=("invoice", 9))
credit.post(ctx, "receipt:2", customer, "unpaid", "outside", amount, ref=("receipt", 2))
"""

from kezhou.modules.credit.check import CreditAsk, Verdict, check, check_many, weigh
from kezhou.modules.credit.exposure import (
    STAGES,
    Ahead,
    InvoicedAhead,
    OverdueAmounts,
    Stage,
    invoiced_ahead,
    overdue_amounts,
    post,
)
from kezhou.modules.credit.rules import KINDS

__all__ = [
    "KINDS",
    "STAGES",
    "Ahead",
    "CreditAsk",
    "InvoicedAhead",
    "OverdueAmounts",
    "Stage",
    "Verdict",
    "check",
    "check_many",
    "invoiced_ahead",
    "overdue_amounts",
    "post",
    "weigh",
]
