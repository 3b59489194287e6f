"""What the documents of a sale come to. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel import tax
from kezhou.kernel.money import CURRENCIES, Money, round_half_up
from kezhou.sdk.entity import Change, FieldError

ZERO = Decimal(0)
HUNDRED = Decimal(100)
EXEMPT = "exempt"
LARGEST = Decimal(10) ** 12
"""What a document, or one of its lines, comes to stays below a trillion (万亿): anything above is a typing error, and
the ledger keeps it in whole minor units."""
MOST = {"most": f"{LARGEST:,f}"}


def rate_of(values: Mapping[str, Any]) -> Decimal | None:
    """The tax rate of a line in percent; None is free of tax."""
    rate = str(values.get("tax_rate") or "0")
    return None if rate == EXEMPT else Decimal(rate)


def derive_line(change: Change) -> Mapping[str, Any]:
    """A line's amount with its two sides, in the currency of its document."""
    values, document = change.values, change.document or {}
    if _too_large(values):
        return {}
    currency = document.get("currency") or "CNY"
    taxed = tax.line(
        values.get("quantity") or ZERO,
        values.get("unit_price") or ZERO,
        rate_of(values),
        values.get("discount_rate"),
        included=document.get("tax_included", True),
        digits=CURRENCIES[currency].digits,
    )
    return {"amount": Money(taxed.gross, currency), "net_amount": taxed.net, "tax_amount": taxed.tax}


def _too_large(values: Mapping[str, Any]) -> bool:
    amount: Decimal = (values.get("quantity") or ZERO) * (values.get("unit_price") or ZERO)
    return abs(amount) >= LARGEST


def line_too_large(values: Mapping[str, Any]) -> Iterable[FieldError]:
    """A line that comes to more than anything does."""
    if _too_large(values):
        yield FieldError("unit_price", "too_large", _("An amount stays below %(most)s.") % MOST, MOST)


def too_large(change: Change) -> Iterable[FieldError]:
    """A document that comes to more than anything does, by its lines or by hand."""
    lines, amount = change.lines.get("lines", ()), change.values.get("amount")
    if lines and _gross(lines) >= LARGEST:
        yield FieldError("lines", "too_large", _("An amount stays below %(most)s.") % MOST, MOST)
    elif not lines and amount is not None and abs(amount.amount) >= LARGEST:
        yield FieldError("amount", "too_large", _("An amount stays below %(most)s.") % MOST, MOST)


def _gross(lines: Sequence[Mapping[str, Any]]) -> Decimal:
    return sum((abs(line["amount"].amount) for line in lines), ZERO)


def validate_line(change: Change) -> Iterable[FieldError]:
    values = change.values
    yield from line_too_large(values)
    quantity, price, discount = (values.get(name) for name in ("quantity", "unit_price", "discount_rate"))
    if quantity is not None and quantity <= 0:
        yield FieldError("quantity", "not_positive", _("The quantity must be more than zero."))
    if price is not None and price < 0:
        yield FieldError("unit_price", "negative", _("A price is zero or more."))
    if discount is not None and not ZERO <= discount <= HUNDRED:
        yield FieldError("discount_rate", "out_of_range", _("This must lie between 0 and 100."))


def totals(values: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Amount, net and tax of a document: the sum of its rounded lines less the discount on the whole, which is spread
    over the lines by their amounts, so that each part of it takes its own rate of tax with it."""
    if _gross(lines) >= LARGEST:
        return {}
    currency = values.get("currency") or "CNY"
    gross = [line["amount"].amount for line in lines]
    digits = CURRENCIES[currency].digits
    discount = round_half_up(values.get("discount") or ZERO, digits)
    if not discount:
        net, taxes = (sum((line[name] for line in lines), ZERO) for name in ("net_amount", "tax_amount"))
        return {"amount": Money(sum(gross, ZERO), currency), "net_amount": net, "tax_amount": taxes}
    parts = [
        tax.split(whole - share, rate_of(line), digits)
        for whole, share, line in zip(gross, tax.spread(discount, gross, digits), lines, strict=True)
    ]
    return {
        "amount": Money(sum((part.gross for part in parts), ZERO), currency),
        "net_amount": sum((part.net for part in parts), ZERO),
        "tax_amount": sum((part.tax for part in parts), ZERO),
    }


def derive(change: Change) -> Mapping[str, Any]:
    """The totals of a document that always has lines."""
    return totals(change.values, change.lines.get("lines", ()))


def derive_where_lines(change: Change) -> Mapping[str, Any]:
    """The totals of a document whose amount may be written by hand as long as it has no lines."""
    lines = change.lines.get("lines", ())
    if lines:
        return totals(change.values, lines)
    amount = change.values.get("amount")
    if amount is None:
        return {"net_amount": ZERO, "tax_amount": ZERO}
    return {"currency": amount.currency}


def validate(change: Change) -> Iterable[FieldError]:
    """What is wrong with the figures of any document."""
    yield from too_large(change)
    discount = change.values.get("discount") or ZERO
    if discount < 0:
        yield FieldError("discount", "negative", _("This must not be negative."))
    amount = change.values.get("amount")
    digits = {"digits": CURRENCIES[change.values.get("currency") or "CNY"].digits}
    by_hand = None if amount is None or change.lines.get("lines") else amount.amount
    for name, value in (("discount", discount), ("amount", by_hand)):
        if value and value != round_half_up(value, digits["digits"]):
            text = _("At most %(digits)d digits after the point.") % digits
            yield FieldError(name, "too_many_digits", text, digits)
    if amount is not None and amount.amount < 0:
        if change.lines.get("lines"):
            yield FieldError("discount", "too_much", _("The discount is more than the lines come to."))
        else:
            yield FieldError("amount", "negative", _("This must not be negative."))


def submitting(change: Change) -> bool:
    """Whether this save takes the document out of the hands of who writes it."""
    state = change.values.get("approval_state")
    return change.changed("approval_state") and state in ("pending", "approved")


def need_lines(change: Change) -> Iterable[FieldError]:
    """A document about goods is submitted with at least one line, each with its price."""
    if not submitting(change):
        return
    lines = change.lines.get("lines", ())
    if not lines:
        yield FieldError("lines", "required", _("Write down at least one line first."))
    for at, line in enumerate(lines):
        if line.get("unit_price") is None:
            yield FieldError(f"lines/{at}/unit_price", "required", _("The price is missing."))
