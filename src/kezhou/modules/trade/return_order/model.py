"""Returns (退货) as they are stored."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.trade.document import Document, head_indexes, number_unique
from kezhou.sdk import model as m

STATES = ("draft", "returned", "cancelled")


class ReturnOrder(Document):
    """Goods of one order that come back. Counted on the order once it is approved."""

    order = m.ForeignKey(
        "trade.Order",
        verbose_name=pgettext_lazy("trade", "Order"),
        on_delete=m.PROTECT,
        related_name="+",
        db_index=False,
    )
    state = m.CharField(_("State"), max_length=12, default="draft")
    returned_on = m.DateField(_("Returned on"), null=True, blank=True)
    reason = m.CharField(_("Reason"), max_length=500, blank=True, default="")

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("Return")
        verbose_name_plural = _("Returns")
        indexes = [
            *Document.Meta.indexes,
            *head_indexes("returnorder"),
            m.Index(fields=["order", "-id"], name="returnorder_order_idx", condition=m.LIVE),
        ]
        constraints = [
            number_unique("returnorder"),
            m.CheckConstraint(name="returnorder_state", condition=m.Q(state__in=STATES)),
        ]
