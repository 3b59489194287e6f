"""What of lines of orders is shown."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade.line import COLUMNS, FIELDS, LineEntity
from kezhou.modules.trade.order_line.model import OrderLine
from kezhou.sdk.entity import Field, List, Scope


class OrderLineEntity(LineEntity):
    model = OrderLine
    label, plural = _("Line of an order"), _("Lines of orders")
    scope = Scope(parent="order", line=True)
    fields = {
        **FIELDS,
        "delivered": Field(read_only=True),
        "returned": Field(read_only=True),
    }
    list = List(columns=(*COLUMNS, "delivered", "returned"), sort="position")
