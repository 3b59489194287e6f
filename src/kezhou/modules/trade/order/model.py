"""Orders (订单) as they are stored."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.trade.document import Document, head_indexes, number_unique
from kezhou.sdk import model as m

STATES = ("draft", "open", "part", "delivered", "settled", "cancelled")


class Order(Document):
    """What a customer ordered. `state` follows deliveries: open, part, delivered; settled when it is closed."""

    opportunity = m.ForeignKey(
        "sales.Opportunity", verbose_name=_("Opportunity"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    quote = m.ForeignKey(
        "trade.Quote", verbose_name=_("Quote"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    contract = m.ForeignKey(
        "trade.Contract", verbose_name=_("Contract"), null=True, blank=True, on_delete=m.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    ordered_on = m.DateField(_("Ordered on"), null=True, blank=True)
    deliver_by = m.DateField(_("Deliver by"), null=True, blank=True)
    ship_to = m.CharField(_("Delivery address"), max_length=300, blank=True, default="")
    receiver = m.CharField(_("Receiver"), max_length=80, blank=True, default="")
    receiver_phone = m.CharField(_("Receiver's phone"), max_length=40, blank=True, default="")
    state = m.CharField(_("State"), max_length=12, default="draft")
    delivered_amount = m.MoneyField(_("Delivered"))
    returned_amount = m.MoneyField(_("Returned"))
    settled_on = m.DateField(_("Settled on"), null=True, blank=True)
    closed_reason = m.CharField(_("Why it was closed"), max_length=500, blank=True, default="")

    class Meta(Document.Meta):
        abstract = False
        verbose_name = pgettext_lazy("trade", "Order")
        verbose_name_plural = _("Orders")
        indexes = [
            *Document.Meta.indexes,
            *head_indexes("order"),
            m.Index(fields=["contract", "-id"], name="order_contract_idx", condition=m.LIVE),
            m.Index(fields=["opportunity", "-id"], name="order_opportunity_idx", condition=m.LIVE),
            m.Index(fields=["ordered_on", "id"], name="order_ordered_idx", condition=m.LIVE),
            m.Index(
                fields=["deliver_by", "id"], name="order_due_idx", condition=m.LIVE & m.Q(state__in=("open", "part"))
            ),
        ]
        constraints = [
            number_unique("order"),
            m.CheckConstraint(name="order_state", condition=m.Q(state__in=STATES)),
        ]
