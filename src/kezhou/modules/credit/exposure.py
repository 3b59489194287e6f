"""What a customer owes and is about to owe, kept in the ledger: each amount in exactly one account.

An order puts its amount into `unshipped`; what is delivered moves on to `uninvoiced`, what is invoiced to `unpaid`, and
what is paid leaves. A return or cancellation leaves from where the amount stands. Counter-account of all is `outside`.

What is invoiced before it is ordered or shipped stands in `uninvoiced` as less than nothing. How much of that nobody
has ordered (services of a contract, goods that came back) only those who keep invoices know, contract by contract:
see `invoiced_ahead`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.money import CURRENCIES, Money
from kezhou.sdk import ledger
from kezhou.sdk.query import fetch_all

Stage = Literal["outside", "unshipped", "uninvoiced", "unpaid"]
STAGES: tuple[Stage, ...] = ("unshipped", "uninvoiced", "unpaid")
PREFIX = "credit."
KIND = "credit_move"

OverdueAmounts = Callable[[Ctx, Sequence[int], date], Mapping[int, Sequence[tuple[Decimal, str, int]]]]
"""(ctx, customers, day) → customer → (amount, currency, days) of what should have been paid before the day."""
overdue_amounts: list[OverdueAmounts] = []
"""Filled by the module that keeps receipt plans."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """So much of what was invoiced under a contract was ordered nowhere under it; None where no order of a contract
    will take it up: invoiced without one, or given up although nothing was owed."""

    contract: int | None
    amount: Decimal
    currency: str


InvoicedAhead = Callable[[Ctx, Sequence[int]], Mapping[int, Sequence[Ahead]]]
"""(ctx, customers) → customer → what was invoiced beyond what was ordered, as it is now."""
invoiced_ahead: list[InvoicedAhead] = []
"""Filled by the module that keeps invoices. Without it an invoice of one contract would make room for the goods of
another."""

_BALANCES = """
SELECT a.record_id, a.kind, a.currency, b.amount FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
 WHERE a.entity = 'customer' AND a.record_id = ANY(%s) AND a.kind = ANY(%s) AND b.amount <> 0"""


def post(
    ctx: Ctx, key: str, customer_id: int, source: Stage, target: Stage, amount: Money, *, ref: tuple[str, int]
) -> int:
    """Move an amount from one stage to the next; the id of the posting. `ref` is the document that did it.

    The same key with the same amount is the same posting. Zero and negative amounts are a ValueError: what goes back
    is a move the other way.
    """
    minor = _minor(amount)
    if source == target or minor <= 0:
        raise ValueError("an exposure moves by a positive amount between two different stages")
    accounts = {
        stage: ledger.open_account(ctx, PREFIX + stage, "customer", customer_id, amount.currency)
        for stage in (source, target)
    }
    lines = [ledger.Line(accounts[source], -minor), ledger.Line(accounts[target], minor)]
    return ledger.post(ctx, key, KIND, lines, ref=ref)


def balances(owners: Mapping[int, int]) -> dict[int, dict[str, dict[Stage, Decimal]]]:
    """Customer → currency → stage → amount. `owners` is record → customer: those that were merged into a customer
    stand with it."""
    kinds = [PREFIX + stage for stage in STAGES]
    found: dict[int, dict[str, dict[Stage, Decimal]]] = {}
    for record, kind, currency, amount in fetch_all(_BALANCES, (list(owners), kinds)):
        stages = found.setdefault(owners[record], {}).setdefault(currency, {})
        stage: Stage = kind.removeprefix(PREFIX)
        stages[stage] = stages.get(stage, Decimal(0)) + Decimal(amount).scaleb(-CURRENCIES[currency].digits)
    return found


def _minor(amount: Money) -> int:
    rounded = amount.rounded()
    return int(rounded.amount.scaleb(CURRENCIES[amount.currency].digits))
