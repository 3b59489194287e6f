"""Lines of deliveries."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.trade.document import DocumentLine
from kezhou.sdk import model as m


class DeliveryLine(DocumentLine):
    """How much of an order's line is in it."""

    delivery = m.ForeignKey(
        "trade.Delivery", verbose_name=pgettext_lazy("trade", "Delivery"), on_delete=m.PROTECT, related_name="+"
    )
    order_line = m.ForeignKey(
        "trade.OrderLine", verbose_name=_("Line of the order"), on_delete=m.PROTECT, related_name="+"
    )
    serials = m.CharField(_("Batch or serial numbers"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("Line of a delivery")
        verbose_name_plural = _("Lines of deliveries")
        indexes = [m.Index(fields=["delivery", "position"], name="delivery_line_idx")]
