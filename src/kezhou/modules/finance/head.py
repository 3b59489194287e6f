"""What the documents of money have in common: fields, lists, conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import FieldError, Invalid
from kezhou.kernel.money import CURRENCIES
from kezhou.sdk import approvals
from kezhou.sdk.entity import Field, Pii
from kezhou.sdk.money import BASE_CURRENCY

METHODS = "receipt_method"
"""The dictionary of methods of payment."""
PAYING = Pii("S1", "know who paid")
INVOICING = Pii("S1", "issue invoices")
BANKING = Pii("S2", "issue invoices")
METHOD = Field(type="choice", choices=METHODS)
FIELDS: Mapping[str, Field] = {
    "number": Field(search=True),
    "amount": Field(track=True),
    "approval_state": Field(type="choice", choices=approvals.STATES, track=True),
    "owner": Field(label=_("Owner"), track=True),
    "dept": Field(label=_("Department")),
    "remarks": Field(type="long_text"),
}


def currency_of(given: Mapping[str, Any]) -> str:
    """The currency that a call asks for, the base currency where it names none. Raises `Invalid`."""
    currency: str = given.get("currency") or BASE_CURRENCY
    if currency not in CURRENCIES:
        text = _("“%(value)s” is not a known currency code.") % {"value": currency}
        raise Invalid(text, errors=[FieldError("currency", "unknown_currency", text)])
    return currency
