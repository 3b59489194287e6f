"""Amounts with and without tax. Every function is exact: `Decimal` in, `Decimal` out, halves rounded up (四舍五入).

A line's amount is quantity × price less its discount, rounded once to the digits of its currency (two, unless said);
tax is taken out of (or put on top of) that amount and rounded once; net and tax always add up to the amount. The total
of a document is the sum of its rounded lines, so that what is printed adds up by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .money import round_half_up

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
    digits: int = 2,
) -> Taxed:
    """A line's amounts. `rate` and `discount` are percent (13 means 13 %, a discount of 5 takes 5 % off); a rate of
    None is free of tax (免税). `included` says whether the unit price contains the tax."""
    full = quantity * unit_price
    amount = round_half_up(full * (HUNDRED - (discount or Decimal(0))) / HUNDRED, digits)
    return split(amount, rate, digits) if included else on_top(amount, rate, digits)


def split(gross: Decimal, rate: Decimal | None, digits: int = 2) -> Taxed:
    """Takes the tax out of an amount that contains it."""
    net = round_half_up(gross / (ONE + (rate or Decimal(0)) / HUNDRED), digits)
    return Taxed(net, gross - net, gross)


def on_top(net: Decimal, rate: Decimal | None, digits: int = 2) -> Taxed:
    """Puts the tax on an amount without it."""
    tax = round_half_up(net * (rate or Decimal(0)) / HUNDRED, digits)
    return Taxed(net, tax, net + tax)


def price(price: Decimal, rate: Decimal | None, *, included: bool) -> Decimal:
    """A unit price that does not contain the tax as one that does, or, not `included`, the other way round."""
    factor = ONE + (rate or Decimal(0)) / HUNDRED
    return round_half_up(price * factor if included else price / factor, PRICE_DIGITS)


def spread(total: Decimal, weights: list[Decimal], digits: int = 2) -> list[Decimal]:
    """Shares of an amount by weight, in cents (or the smallest unit of so many digits); they add up to it exactly. The
    rounding difference goes, cent by cent, to the shares that lost most by rounding; of equals the earlier. Weights of
    zero in all are equal weights."""
    if not weights:
        return []
    whole = sum(weights, Decimal(0))
    exact = [total * w / whole if whole else total / len(weights) for w in weights]
    unit = ONE.scaleb(-digits)
    shares = [each.quantize(unit, "ROUND_DOWN") for each in exact]
    missing = int((round_half_up(total, digits) - sum(shares, Decimal(0))) / unit)
    step = unit if missing > 0 else -unit
    order = sorted(range(len(weights)), key=lambda at: (-abs(exact[at] - shares[at]), at))
    for count in range(abs(missing)):
        shares[order[count % len(order)]] += step
    return shares
