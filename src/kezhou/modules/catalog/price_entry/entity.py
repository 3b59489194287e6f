"""What of the prices in books is shown: to those who see the book."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kezhou.modules.catalog.price_entry.model import PriceEntry
from kezhou.sdk.entity import Change, Entity, Exchange, Features, Field, FieldError, List, Scope


class PriceEntryEntity(Entity):
    model = PriceEntry
    label, plural = _("Price in a book"), _("Prices in books")
    icon, color = "money", "green"
    title = "id"
    menu = None
    scope = Scope(parent="book")
    fields = {
        "book": Field(write_once=True),
        "min_quantity": Field(help=_("In base units; 0 is from the first on")),
        "price": Field(help=_("Per base unit, in the book's currency"), track=True),
    }
    list = List(columns=("book", "product", "min_quantity", "price", "updated_at"), filters=("book", "product"))
    exchange = Exchange(match_keys=())
    features = Features(comments=False, files=False, handover=False, search=False)

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        """Neither price nor quantity is negative."""
        for name in ("price", "min_quantity"):
            value = change.values.get(name)
            if value is not None and value < 0:
                yield FieldError(name, "negative", _("This must be zero or more."))
