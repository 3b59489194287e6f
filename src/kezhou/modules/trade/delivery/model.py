"""Deliveries (发货/出库) as they are stored."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.trade.document import Document, head_indexes, number_unique
from kezhou.sdk import model as m

STATES = ("draft", "shipped", "received", "cancelled")


class Delivery(Document):
    """Goods of one order that leave together. Counted on the order from the moment it is shipped."""

    order = m.ForeignKey(
        "trade.Order",
        verbose_name=pgettext_lazy("trade", "Order"),
        on_delete=m.PROTECT,
        related_name="+",
        db_index=False,
    )
    state = m.CharField(_("State"), max_length=12, default="draft")
    shipped_on = m.DateField(_("Shipped on"), null=True, blank=True)
    received_on = m.DateField(_("Received on"), null=True, blank=True)
    warehouse = m.CharField(_("Warehouse"), max_length=80, blank=True, default="")
    carrier = m.CharField(_("Carrier"), max_length=80, blank=True, default="")
    tracking = m.CharField(_("Tracking number"), max_length=80, blank=True, default="")
    ship_to = m.CharField(_("Delivery address"), max_length=300, blank=True, default="")
    receiver = m.CharField(_("Receiver"), max_length=80, blank=True, default="")
    receiver_phone = m.CharField(_("Receiver's phone"), max_length=40, blank=True, default="")

    class Meta(Document.Meta):
        abstract = False
        verbose_name = pgettext_lazy("trade", "Delivery")
        verbose_name_plural = _("Deliveries")
        indexes = [
            *Document.Meta.indexes,
            *head_indexes("delivery"),
            m.Index(fields=["order", "-id"], name="delivery_order_idx", condition=m.LIVE),
            m.Index(fields=["shipped_on", "id"], name="delivery_shipped_idx", condition=m.LIVE),
        ]
        constraints = [
            number_unique("delivery"),
            m.CheckConstraint(name="delivery_state", condition=m.Q(state__in=STATES)),
        ]
