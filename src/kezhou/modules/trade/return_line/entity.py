"""What of lines of returns is shown."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade.line import COLUMNS, LineEntity
from kezhou.modules.trade.return_line.model import ReturnLine
from kezhou.sdk.entity import List, Scope


class ReturnLineEntity(LineEntity):
    model = ReturnLine
    label, plural = _("Line of a return"), _("Lines of returns")
    scope = Scope(parent="return_order", line=True)
    list = List(columns=(*COLUMNS, "order_line"), sort="position")
