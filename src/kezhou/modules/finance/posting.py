"""Money in the ledger: each posting sums to zero, nothing is edited, a void is the mirror image of its posting.

Accounts: `finance.cash` of a customer is the world outside (negative: so much came in), `finance.prepaid` of a customer
never falls below zero, `finance.received` of a plan, contract or order is what was paid for it, `finance.written_off`
of a plan what was given up, with `finance.loss` of the customer against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.kernel.money import CURRENCIES
from kezhou.sdk import ledger
from kezhou.sdk.limits import take_turns
from kezhou.sdk.query import fetch_all, fetch_one
from kezhou.sdk.records import merged_into

CASH, PREPAID, RECEIVED = "finance.cash", "finance.prepaid", "finance.received"
WRITTEN_OFF, LOSS = "finance.written_off", "finance.loss"

_PREPAID = """
SELECT a.id, b.amount FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
 WHERE a.entity = 'customer' AND a.record_id = ANY(%s) AND a.kind = %s AND a.currency = %s AND b.amount > 0
 ORDER BY a.id"""


def minor(amount: Decimal, currency: str) -> int:
    """Whole minor units. ValueError where the amount has more digits than the currency."""
    units = amount.scaleb(CURRENCIES[currency].digits)
    if units != units.to_integral_value():
        raise ValueError(f"{amount} has more digits than {currency}")
    return int(units)


def of_customer(ctx: Ctx, kind: str, customer: int, currency: str, amount: int) -> ledger.Line:
    floor = 0 if kind == PREPAID else None
    return ledger.Line(ledger.open_account(ctx, kind, "customer", customer, currency, floor=floor), amount)


def of_place(ctx: Ctx, kind: str, place: tuple[str, int], currency: str, amount: int) -> ledger.Line:
    """Into (or out of) what was received for, or written off of, a plan, contract or order; never below zero."""
    return ledger.Line(ledger.open_account(ctx, kind, place[0], place[1], currency, floor=0), amount)


def prepaid(customer: int, currency: str) -> Decimal:
    """What the customer has paid beyond all that it was allocated to; those merged into it count along."""
    digits = CURRENCIES[currency].digits
    return Decimal(sum(row[1] for row in _prepaid_accounts(customer, currency))).scaleb(-digits)


def draw(customer: int, currency: str, amount: Decimal) -> list[ledger.Line]:
    """Lines that take an amount out of the prepayment. Raises `Conflict` `prepaid_too_low` with what is there. Those
    who draw on one customer take turns."""
    take_turns("prepaid", customer)
    missing, lines = minor(amount, currency), []
    for account, held in _prepaid_accounts(customer, currency):
        part = min(held, missing)
        if part:
            lines.append(ledger.Line(account, -part))
            missing -= part
    if missing:
        params = {"left": f"{prepaid(customer, currency):.2f}", "currency": currency}
        text = _("The prepayment is %(left)s %(currency)s.") % params
        raise Conflict(text, code="prepaid_too_low", extra=params)
    return lines


def post(ctx: Ctx, key: str, kind: str, lines: Sequence[ledger.Line], ref: tuple[str, int]) -> int:
    return ledger.post(ctx, key, kind, lines, ref=ref)


def take_back(ctx: Ctx, key: str) -> None:
    """Reverse the posting with this key. Raises `Conflict` where the money was used meanwhile."""
    row = fetch_one("SELECT id FROM ledger_transaction WHERE idempotency_key = %s", (key,))
    if row is None:
        raise LookupError(f"nothing was posted as {key}")
    try:
        ledger.reverse(ctx, row[0], f"{key}:void")
    except Conflict as problem:
        if problem.code != "balance_too_low":
            raise
        text = _("The money was used or paid back meanwhile; take that back first.")
        raise Conflict(text, code="used_meanwhile") from problem


def _prepaid_accounts(customer: int, currency: str) -> list[tuple[int, int]]:
    owners = [customer, *merged_into("customer", [customer]).get(customer, [])]
    return [(row[0], row[1]) for row in fetch_all(_PREPAID, (owners, PREPAID, currency))]
