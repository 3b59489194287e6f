"""What is true of plans, receipts, refunds and write-offs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.money import CURRENCIES, Money
from kezhou.modules.trade import api as trade
from kezhou.sdk.entity import Change, FieldError

ZERO = Decimal(0)
MOST_DAYS = 365
MOST_PERIODS = 999
BASES = ("plan", "contract", "order")


def amount_wrong(values: Mapping[str, Any]) -> Iterable[FieldError]:
    """An amount is more than nothing and has no more digits than its currency."""
    amount = values.get("amount")
    if amount is None:
        return
    if amount.amount <= 0:
        yield FieldError("amount", "not_positive", _("The amount must be more than zero."))
    elif amount.amount >= trade.amounts.LARGEST:
        most = trade.amounts.MOST
        yield FieldError("amount", "too_large", _("An amount stays below %(most)s.") % most, most)
    elif amount.amount != amount.rounded().amount:
        digits = {"digits": CURRENCIES[amount.currency].digits}
        text = _("At most %(digits)d digits after the point.") % digits
        yield FieldError("amount", "too_many_digits", text, digits)


def one_of(values: Mapping[str, Any], names: Sequence[str], *, required: bool) -> Iterable[FieldError]:
    """At most one of these links is set, or exactly one."""
    named = [name for name in names if values.get(name) is not None]
    if len(named) > 1:
        yield FieldError(named[-1], "one_only", _("Name one document only."))
    elif required and not named:
        yield FieldError(names[0], "required", _("Name the document that this is about."))


# -- plans -----------------------------------------------------------------------------------------------------------


def derive_plan(change: Change) -> Mapping[str, Any]:
    """What is left of a plan, and its state on this day."""
    values = change.values
    amount = values.get("amount")
    if amount is None:
        return {}
    received, written_off = (_kept(values.get(name), amount.currency) for name in ("received", "written_off"))
    left = amount.amount - received.amount - written_off.amount
    return {
        "received": received,
        "written_off": written_off,
        "outstanding": Money(left, amount.currency),
        "state": state_of(values, left, received.amount, change.today),
    }


def _kept(value: Money | None, currency: str) -> Money:
    """Nothing was booked yet: then it is nothing in the plan's own currency."""
    return Money(ZERO, currency) if value is None or not value.amount else value


def state_of(values: Mapping[str, Any], left: Decimal, received: Decimal, today: Any) -> str:
    """The state of a plan: void stays void, nothing is due before the contract is approved."""
    if values.get("state") == "void":
        return "void"
    if not values.get("effective"):
        return "waiting"
    if left <= 0:
        return "done"
    planned = values.get("planned_on")
    if planned is not None and planned < today:
        return "overdue"
    return "part" if received > 0 else "due"


def validate_plan(change: Change) -> Iterable[FieldError]:
    values = change.values
    yield from amount_wrong(values)
    yield from one_of(values, ("contract", "order"), required=True)
    amount, received, written_off = (values.get(name) for name in ("amount", "received", "written_off"))
    if amount is not None and received is not None and written_off is not None:
        booked = received.amount + written_off.amount
        if booked and {received.currency, written_off.currency} - {amount.currency}:
            yield FieldError("amount", "other_currency", _("Money was booked in another currency already."))
        elif amount.amount < booked:
            params = {"booked": f"{booked:.2f}"}
            text = _("%(booked)s was received or written off already.") % params
            yield FieldError("amount", "below_booked", text, params)
    days, period = values.get("remind_days"), values.get("period")
    if days is not None and not 0 <= days <= MOST_DAYS:
        yield FieldError("remind_days", "out_of_range", _("This must lie between 0 and 365."))
    if period is not None and not 1 <= period <= MOST_PERIODS:
        limit = {"most": MOST_PERIODS}
        yield FieldError("period", "out_of_range", _("Between 1 and %(most)d.") % limit, limit)


# -- receipts --------------------------------------------------------------------------------------------------------


def derive_receipt(change: Change) -> Mapping[str, Any]:
    """What the lines allocate, and the prepayment that is left."""
    amount = change.values.get("amount")
    if amount is None:
        return {}
    lines = change.lines.get("lines", ())
    given = sum((line["amount"].amount for line in lines if line.get("amount") is not None), ZERO)
    return {
        "allocated": Money(given, amount.currency),
        "prepayment": Money(amount.amount - given, amount.currency),
    }


def validate_receipt(change: Change) -> Iterable[FieldError]:
    values = change.values
    yield from amount_wrong(values)
    rest, received = values.get("prepayment"), values.get("received_on")
    if received is not None and change.changed("received_on") and received > change.today:
        yield FieldError("received_on", "in_future", _("This day has not come yet."))
    if rest is not None and rest.amount < 0:
        params = {"over": f"{-rest.amount:.2f}"}
        text = _("The lines allocate %(over)s more than came in.") % params
        yield FieldError("lines", "too_much", text, params)
    if rest is not None and rest.amount > 0 and values.get("kind") == "prepaid" and trade.amounts.submitting(change):
        yield FieldError("lines", "not_all", _("What comes from the prepayment is allocated in full."))
    seen: set[tuple[str, Any]] = set()
    for at, line in enumerate(change.lines.get("lines", ())):
        for name in BASES:
            if line.get(name) is None:
                continue
            if (name, line[name]) in seen:
                yield FieldError(f"lines/{at}/{name}", "twice", _("This stands in another line already."))
            seen.add((name, line[name]))


def validate_allocation(change: Change) -> Iterable[FieldError]:
    yield from amount_wrong(change.values)
    yield from one_of(change.values, BASES, required=True)
    amount, whole = change.values.get("amount"), (change.document or {}).get("amount")
    if amount is not None and whole is not None and amount.currency != whole.currency:
        params = {"currency": whole.currency}
        text = _("The receipt is in %(currency)s.") % params
        yield FieldError("amount", "other_currency", text, params)


# -- refunds and write-offs ------------------------------------------------------------------------------------------


def validate_refund(change: Change) -> Iterable[FieldError]:
    yield from amount_wrong(change.values)
    yield from one_of(change.values, BASES, required=False)


def validate_write_off(change: Change) -> Iterable[FieldError]:
    yield from amount_wrong(change.values)
