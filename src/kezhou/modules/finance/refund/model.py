"""Refunds (退款) as they are stored."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.trade.api import number_unique
from kezhou.sdk import model as m


class Refund(m.Record):
    """Money that goes back to a customer: of what was received for a plan, a contract or an order, or, where none is
    named, of the prepayment."""

    number = m.CharField(_("Number"), max_length=40, blank=True, default="")
    customer = m.ForeignKey(
        "parties.Customer", verbose_name=_("Customer"), on_delete=m.PROTECT, related_name="+", db_index=False
    )
    plan = m.ForeignKey(
        "finance.ReceiptPlan", verbose_name=_("Receipt plan"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+",
    )  # fmt: skip
    contract = m.ForeignKey(
        "trade.Contract", verbose_name=_("Contract"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    order = m.ForeignKey(
        "trade.Order",
        verbose_name=pgettext_lazy("sale", "Order"),
        null=True,
        blank=True,
        on_delete=m.PROTECT,
        related_name="+",
    )
    refunded_on = m.DateField(_("Refunded on"))
    amount = m.MoneyField(_("Amount"), null=False, blank=False)
    method = m.CharField(_("Method of payment"), max_length=40, blank=True, default="")
    account = m.CharField(_("Our account"), max_length=120, blank=True, default="")
    reference = m.CharField(_("Bank reference"), max_length=120, blank=True, default="")
    reason = m.CharField(_("Reason"), max_length=500)
    approval_state = m.CharField(_("Approval"), max_length=10, default="draft")
    remarks = m.TextField(_("Remarks"), max_length=10_000, blank=True, default="")

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Refund")
        verbose_name_plural = _("Refunds")
        indexes = [
            *m.Record.Meta.indexes,
            m.Index(fields=["customer", "-updated_at", "-id"], name="refund_customer_idx", condition=m.LIVE),
            m.Index(fields=["refunded_on", "id"], name="refund_refunded_idx", condition=m.LIVE),
        ]
        constraints = [
            number_unique("refund"),
            m.CheckConstraint(name="refund_amount", condition=m.Q(amount__gt=0)),
        ]
