"""What the heads of all documents of a sale have in common: fields, lists, sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import approvals
from kezhou.sdk.entity import MONEY_OF, Features, Field, Lines, Pii, Preset, Section

CURRENCIES = tuple((code, code, "default") for code in ("CNY", "USD", "EUR", "HKD", "JPY", "GBP"))
NUMBERED = Features()
"""A draft may lie in the trash, where it keeps its number; what was approved is voided instead (the platform refuses
anything else)."""
SENDING = Pii("S1", "deliver what was ordered")
OF_AMOUNT = {MONEY_OF: "amount"}
"""Parts of the amount: they are in its currency, on paper and in sums."""
FIELDS: Mapping[str, Field] = {
    "name": Field(search=True),
    "number": Field(search=True),
    "currency": Field(type="choice", choices=CURRENCIES),
    "amount": Field(read_only=True, track=True),
    "discount": Field(options=OF_AMOUNT),
    "net_amount": Field(read_only=True, options=OF_AMOUNT),
    "tax_amount": Field(read_only=True, options=OF_AMOUNT),
    "approval_state": Field(type="choice", choices=approvals.STATES, track=True),
    "owner": Field(label=_("Owner"), track=True),
    "dept": Field(label=_("Department")),
    "remarks": Field(type="long_text"),
}
TAKEN: Mapping[str, Field] = {
    "currency": Field(type="choice", choices=CURRENCIES, read_only=True),
    "tax_included": Field(read_only=True),
}
"""What a document takes from the one that it hangs on."""
SHIPPING: Mapping[str, Field] = {
    "ship_to": Field(type="address", pii=SENDING),
    "receiver": Field(type="person_name", pii=SENDING),
    "receiver_phone": Field(type="phone", pii=SENDING, masked=True),
}
MONEY = Section("money", _("Amounts"), ("currency", "tax_included", "discount", "amount", "net_amount", "tax_amount"))
MINE = {"field": "owner", "op": "eq", "value": "$me"}
NOT_VOID = {"not": {"field": "approval_state", "op": "eq", "value": "cancelled"}}


def is_(name: str, *values: str) -> dict[str, Any]:
    """Condition JSON: the field has one of these values."""
    if len(values) == 1:
        return {"field": name, "op": "eq", "value": values[0]}
    return {"field": name, "op": "in", "value": list(values)}


def all_(*conditions: Mapping[str, Any]) -> dict[str, Any]:
    return {"and": list(conditions)}


APPROVED = is_("approval_state", "approved")
WRITTEN = is_("approval_state", "draft", "rejected")


def within(name: str, unit: str, first: int = 0, last: int = 0) -> dict[str, Any]:
    return {"field": name, "op": "within", "value": {"unit": unit, "from": first, "to": last}}


def presets(*own: Preset) -> Sequence[Preset]:
    """What every list of documents offers, with what this one adds in the middle."""
    return (
        Preset("mine", _("Mine"), all_(MINE, NOT_VOID)),
        Preset("reports", _("My team's"), {"field": "owner", "op": "in", "value": ["$my_reports"]}),
        Preset("drafts", _("Drafts"), is_("approval_state", "draft")),
        Preset("pending", _("In approval"), is_("approval_state", "pending")),
        *own,
        Preset("void", _("Voided"), is_("approval_state", "cancelled")),
    )


def lines(entity: str, field: str, columns: Sequence[str]) -> tuple[Lines, ...]:
    return (Lines("lines", _("Lines"), entity, field, tuple(columns)),)
