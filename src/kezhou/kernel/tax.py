"""Amounts with and without tax. Every function is exact: `Decimal` in, `Decimal` out, halves rounded up (四舍五入).

A line's amount is quantity × price less its discount, rounded once to two digits; tax is taken out of (or put on top
of) that amount and rounded once; net and tax always add up to the amount. The total of a document is the sum of its
rounded lines, so that what is printed adds up by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .money import CENT, round_half_up

PRICE_DIGITS = 6
"""Unit prices have up to so many digits."""
ONE, HUNDRED = Decimal(1), Decimal(100)
RATES = tuple(Decimal(rate) for rate in ("13", "9", "6", "5", "3", "1.5", "1", "0"))
"""VAT rates in percent (增值税税率与征收率)."""


@dataclass(frozen=True, slots=True)
class Taxed:
    """One amount seen from both sides; `net + tax == gross`."""

    net: Decimal
    tax: Decimal
    gross: Decimal


def cents(amount: Decimal) -> Decimal:
    """Two digits, halves away from zero."""
    return round_half_up(amount, 2)


def line(
    quantity: Decimal,
    unit_price: Decimal,
    rate: Decimal | None,
    discount: Decimal | None = None,
    *,
    included: bool = True,
) -> Taxed:
    """A line's amounts. `rate` and `discount` are percent (13 means 13 %, a discount of 5 takes 5 % off); a rate of
    None is free of tax (免税). `included` says whether the unit price contains the tax."""
    full = quantity * unit_price
    amount = cents(full * (HUNDRED - (discount or Decimal(0))) / HUNDRED)
    return split(amount, rate) if included else on_top(amount, rate)


def split(gross: Decimal, rate: Decimal | None) -> Taxed:
    """Takes the tax out of an amount that contains it."""
    net = cents(gross / (ONE + (rate or Decimal(0)) / HUNDRED))
    return Taxed(net, gross - net, gross)


def on_top(net: Decimal, rate: Decimal | None) -> Taxed:
    """Puts the tax on an amount without it."""
    tax = cents(net * (rate or Decimal(0)) / HUNDRED)
    return Taxed(net, tax, net + tax)


def price(price: Decimal, rate: Decimal | None, *, included: bool) -> Decimal:
    """A unit price that does not contain the tax as one that does, or, not `included`, the other way round."""
    factor = ONE + (rate or Decimal(0)) / HUNDRED
    return round_half_up(price * factor if included else price / factor, PRICE_DIGITS)


def spread(total: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """Shares of an amount by weight, in cents; the shares add up to it exactly. The rounding difference goes, cent by
    cent, to the shares that lost most by rounding; of equals the earlier. Weights of zero in all are equal weights."""
    if not weights:
        return []
    whole = sum(weights, Decimal(0))
    exact = [total * w / whole if whole else total / len(weights) for w in weights]
    shares = [each.quantize(CENT, "ROUND_DOWN") for each in exact]
    missing = int((cents(total) - sum(shares, Decimal(0))) / CENT)
    step = CENT if missing > 0 else -CENT
    order = sorted(range(len(weights)), key=lambda at: (-abs(exact[at] - shares[at]), at))
    for count in range(abs(missing)):
        shares[order[count % len(order)]] += step
    return shares
