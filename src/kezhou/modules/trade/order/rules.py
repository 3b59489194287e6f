"""What is true of orders. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.money import round_half_up
from kezhou.modules.trade import amounts
from kezhou.sdk.entity import Change, FieldError

ZERO = Decimal(0)


def validate(change: Change) -> Iterable[FieldError]:
    yield from amounts.validate(change)
    yield from amounts.need_lines(change)
    ordered, due = change.values.get("ordered_on"), change.values.get("deliver_by")
    if ordered is not None and due is not None and due < ordered:
        yield FieldError("deliver_by", "before_start", _("It cannot be delivered before it was ordered."))


def state_of(lines: Sequence[tuple[Decimal, Decimal]]) -> str:
    """open, part or delivered, of lines as (quantity, delivered)."""
    if all(delivered >= quantity for quantity, delivered in lines):
        return "delivered"
    return "part" if any(delivered > 0 for _quantity, delivered in lines) else "open"


def share(amount: Decimal, lines: Sequence[tuple[Decimal, Decimal, Decimal]], digits: int = 2) -> Decimal:
    """How much of an order's amount has been delivered (or returned), of lines as (amount, quantity, done). The
    discount on the whole goes with it, and the last part brings it to the cent, whatever was rounded before."""
    whole = sum((line for line, _quantity, _done in lines), ZERO)
    if not whole:
        return ZERO
    done = sum((line * done / quantity for line, quantity, done in lines if quantity), ZERO)
    return round_half_up(amount * done / whole, digits)
