"""What the lines of all documents of a sale have in common."""

from kezhou.modules.catalog.api import TAX_RATES
from kezhou.modules.trade import amounts
from kezhou.modules.trade.head import OF_AMOUNT
from kezhou.sdk.entity import Entity, Features, Field, List

COLUMNS = (
    "product", "name", "spec", "unit", "quantity", "unit_price", "discount_rate", "tax_rate", "amount",
)  # fmt: skip
FIELDS = {
    "tax_rate": Field(type="choice", choices=TAX_RATES),
    "discount_rate": Field(type="percent"),
    "amount": Field(read_only=True),
    "net_amount": Field(read_only=True, options=OF_AMOUNT),
    "tax_amount": Field(read_only=True, options=OF_AMOUNT),
}


class LineEntity(Entity):
    """Amounts follow from quantity, price, discount and rate."""

    menu = None
    title = "name"
    icon, color = "menu", "default"
    features = Features.line()
    fields = FIELDS
    list = List(columns=COLUMNS, sort="position")
    derive, validate = staticmethod(amounts.derive_line), staticmethod(amounts.validate_line)
