"""What of lines of deliveries is shown."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade.delivery_line.model import DeliveryLine
from kezhou.modules.trade.line import COLUMNS, LineEntity
from kezhou.sdk.entity import List, Scope


class DeliveryLineEntity(LineEntity):
    model = DeliveryLine
    label, plural = _("Line of a delivery"), _("Lines of deliveries")
    scope = Scope(parent="delivery", line=True)
    list = List(columns=(*COLUMNS, "order_line", "serials"), sort="position")
