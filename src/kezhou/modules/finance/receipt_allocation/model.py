"""Lines of receipts."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.sdk import model as m


class ReceiptAllocation(m.Line):
    """So much of a receipt pays for one plan, or for a contract or order beside its plans."""

    receipt = m.ForeignKey("finance.Receipt", verbose_name=_("Receipt"), on_delete=m.PROTECT, related_name="+")
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
    amount = m.MoneyField(_("Amount"), null=False, blank=False)
    remarks = m.CharField(_("Remarks"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("Allocation")
        verbose_name_plural = _("Allocations")
        indexes = [m.Index(fields=["receipt", "position"], name="receipt_allocation_idx")]
        constraints = [m.CheckConstraint(name="receipt_allocation_amount", condition=m.Q(amount__gt=0))]
