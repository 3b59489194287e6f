"""Lines of returns."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade.document import DocumentLine
from kezhou.sdk import model as m


class ReturnLine(DocumentLine):
    """How much of an order's line comes back."""

    return_order = m.ForeignKey("trade.ReturnOrder", verbose_name=_("Return"), on_delete=m.PROTECT, related_name="+")
    order_line = m.ForeignKey(
        "trade.OrderLine", verbose_name=_("Line of the order"), on_delete=m.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("Line of a return")
        verbose_name_plural = _("Lines of returns")
        indexes = [m.Index(fields=["return_order", "position"], name="return_line_idx")]
