"""What is true of invoices. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import Invalid
from kezhou.modules.trade import api as trade
from kezhou.sdk.entity import Change, FieldError

ZERO = Decimal(0)
HUNDRED = Decimal(100)
DIGITAL = re.compile(r"\d{20}")
PAPER = re.compile(r"\d{8,20}")
SPECIAL = ("special", "paper_special")


def is_red(values: Mapping[str, Any]) -> bool:
    return values.get("original") is not None


def derive(change: Change) -> Mapping[str, Any]:
    """The totals of its lines; a red invoice begins by asking for the confirmation."""
    found = dict(trade.amounts.derive(change))
    if is_red(change.values) and change.values.get("red_state") in (None, "none"):
        found["red_state"] = "applied"
    return found


def validate(change: Change) -> Iterable[FieldError]:
    values, red = change.values, is_red(change.values)
    yield from trade.amounts.too_large(change)
    amount, discount = values.get("amount"), values.get("discount") or ZERO
    if amount is not None and (amount.amount > 0 if red else amount.amount < 0):
        text = _("A red invoice is negative, any other is not.")
        yield FieldError("lines", "wrong_sign", text)
    if discount > 0 if red else discount < 0:
        yield FieldError("discount", "wrong_sign", _("A red invoice is negative, any other is not."))
    if red and not values.get("red_reason"):
        yield FieldError("red_reason", "required", _("Say why it is reversed."))
    if not red and values.get("red_reason"):
        yield FieldError("red_reason", "not_red", _("Only a red invoice has this."))
    yield from _submitted(change)


def _submitted(change: Change) -> Iterable[FieldError]:
    if not trade.amounts.submitting(change):
        return
    yield from trade.amounts.need_lines(change)
    values = change.values
    if not values.get("buyer"):
        yield FieldError("buyer", "required", _("Choose a title, or write down the buyer."))
    if values.get("kind") in SPECIAL and not values.get("buyer_tax_number"):
        yield FieldError("buyer_tax_number", "required", _("A special invoice needs the buyer's tax number."))
    amount = values.get("amount")
    if amount is not None and not amount.amount:
        yield FieldError("lines", "nothing", _("The invoice comes to nothing."))


def validate_line(change: Change) -> Iterable[FieldError]:
    values = change.values
    yield from trade.amounts.line_too_large(values)
    quantity, price, discount = (values.get(name) for name in ("quantity", "unit_price", "discount_rate"))
    if quantity is not None and (quantity >= 0 if is_red(change.document or {}) else quantity <= 0):
        yield FieldError("quantity", "wrong_sign", _("Quantities of a red invoice are negative, others are not."))
    if price is not None and price < 0:
        yield FieldError("unit_price", "negative", _("A price is zero or more."))
    if discount is not None and not ZERO <= discount <= HUNDRED:
        yield FieldError("discount_rate", "out_of_range", _("This must lie between 0 and 100."))


def number_wrong(kind: str, number: str) -> FieldError | None:
    """What is wrong with the number of an issued invoice: 20 digits, of paper ones 8 to 20."""
    paper = kind.startswith("paper")
    if (PAPER if paper else DIGITAL).fullmatch(number):
        return None
    text = _("The number of a paper invoice has 8 to 20 digits.") if paper else _("The number has 20 digits.")
    return FieldError("invoice_number", "not_a_number", text)


def registered(values: Mapping[str, Any], number: str, day: date | None, today: date) -> Mapping[str, Any]:
    """The values of an issued invoice. Raises `Invalid` for a number or day that cannot be."""
    errors = []
    if problem := number_wrong(str(values.get("kind")), number):
        errors.append(problem)
    if day is not None and day > today:
        errors.append(FieldError("issued_on", "in_future", _("This day has not come yet.")))
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    return {"state": "issued", "invoice_number": number, "issued_on": day or today, "channel_problem": ""}
