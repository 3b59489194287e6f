"""Lines of invoices."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade.api import DocumentLine
from kezhou.sdk import model as m


class InvoiceLine(DocumentLine):
    """What an invoice is about; it says of which line of a contract or order. Quantities of a red invoice are
    negative."""

    invoice = m.ForeignKey("finance.Invoice", verbose_name=_("Invoice"), on_delete=m.PROTECT, related_name="+")
    contract_line = m.ForeignKey(
        "trade.ContractLine", verbose_name=_("Line of the contract"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+",
    )  # fmt: skip
    order_line = m.ForeignKey(
        "trade.OrderLine", verbose_name=_("Line of the order"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+",
    )  # fmt: skip

    class Meta:
        verbose_name = _("Line of an invoice")
        verbose_name_plural = _("Lines of invoices")
        indexes = [m.Index(fields=["invoice", "position"], name="invoice_line_idx")]
