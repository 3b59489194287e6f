"""Lines of orders."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.trade.document import DocumentLine
from kezhou.sdk import model as m


class OrderLine(DocumentLine):
    """What was ordered, and how far it has come: never more delivered than ordered, never more taken back than
    delivered. The database itself refuses."""

    order = m.ForeignKey(
        "trade.Order", verbose_name=pgettext_lazy("trade", "Order"), on_delete=m.PROTECT, related_name="+"
    )
    contract_line = m.ForeignKey(
        "trade.ContractLine", verbose_name=_("Line of the contract"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+",
    )  # fmt: skip
    delivered = m.DecimalField(_("Delivered"), max_digits=18, decimal_places=4, default=0)
    returned = m.DecimalField(_("Returned"), max_digits=18, decimal_places=4, default=0)

    class Meta:
        verbose_name = _("Line of an order")
        verbose_name_plural = _("Lines of orders")
        indexes = [
            m.Index(fields=["order", "position"], name="order_line_idx"),
            m.Index(fields=["product", "-id"], name="order_line_product_idx", condition=m.LIVE),
        ]
        constraints = [
            m.CheckConstraint(
                name="order_line_delivered",
                condition=m.Q(delivered__gte=0, delivered__lte=m.F("quantity")),
            ),
            m.CheckConstraint(
                name="order_line_returned",
                condition=m.Q(returned__gte=0, returned__lte=m.F("delivered")),
            ),
        ]
