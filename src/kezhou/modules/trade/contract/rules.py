"""What is true of contracts. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade import amounts
from kezhou.sdk.entity import Change, FieldError


def validate(change: Change) -> Iterable[FieldError]:
    values = change.values
    yield from amounts.validate(change)
    first, last = values.get("starts_on"), values.get("ends_on")
    if first is not None and last is not None and last < first:
        yield FieldError("ends_on", "before_start", _("It cannot end before it begins."))
    if values.get("remind_days") is not None and not 0 <= values["remind_days"] <= 365:
        yield FieldError("remind_days", "out_of_range", _("This must lie between 0 and 365."))
    if amounts.submitting(change):
        if values.get("kind") != "framework" and values.get("amount") is None:
            yield FieldError("amount", "required", _("Say what the contract comes to, or write down its lines."))
        for at, line in enumerate(change.lines.get("lines", ())):
            if line.get("unit_price") is None:
                yield FieldError(f"lines/{at}/unit_price", "required", _("The price is missing."))


def derive_line(change: Change) -> Mapping[str, Any]:
    """The prices of a framework contract limit no quantity."""
    return {**amounts.derive_line(change), "limited": (change.document or {}).get("kind") != "framework"}
