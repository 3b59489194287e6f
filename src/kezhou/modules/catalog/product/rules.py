"""What is true of products. Pure: values in, verdict out."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kezhou.sdk.entity import Change, FieldError

PRICES = ("list_price", "floor_price", "cost")


def validate(change: Change) -> Iterable[FieldError]:
    """No price is negative, and all of a product are in one currency."""
    known = None
    for name in PRICES:
        price = change.values.get(name)
        if price is None:
            continue
        if price.amount < 0:
            yield FieldError(name, "negative", _("A price is zero or more."))
        known = known or price.currency
        if price.currency != known:
            yield FieldError(
                name,
                "other_currency",
                _("All prices of a product are in one currency, here %(currency)s.") % {"currency": known},
                {"currency": known},
            )


def warn(change: Change) -> Iterable[FieldError]:
    """A floor above the list price asks for an approval of every sale."""
    price, floor = change.values.get("list_price"), change.values.get("floor_price")
    if price is None or floor is None or price.currency != floor.currency:
        return
    if floor.amount > price.amount and (change.changed("floor_price") or change.changed("list_price")):
        yield FieldError(
            "floor_price", "above_list", _("The floor lies above the list price: every sale would need an approval.")
        )
