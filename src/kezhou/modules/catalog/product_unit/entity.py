"""What of a product's other units is shown, to everybody."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kezhou.modules.catalog.product_unit.model import ProductUnit
from kezhou.sdk.entity import Change, Entity, Exchange, Features, Field, FieldError, List, Scope


class ProductUnitEntity(Entity):
    model = ProductUnit
    label, plural = _("Unit of a product"), _("Units of products")
    icon, color = "columns", "cyan"
    title = "id"
    menu = None
    scope = Scope.public()
    fields = {
        "product": Field(write_once=True),
        "factor": Field(help=_("A box of 24 pieces: 24")),
    }
    list = List(columns=("product", "unit", "factor", "barcode", "updated_at"), filters=("product", "unit"))
    exchange = Exchange(match_keys=())
    features = Features(comments=False, files=False, handover=False, search=False)

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        """A unit holds something."""
        factor = change.values.get("factor")
        if factor is not None and factor <= 0:
            yield FieldError("factor", "not_positive", _("This must be more than zero."))
