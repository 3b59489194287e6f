"""Invoices (发票) as they are stored."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.trade.api import Document, head_indexes, number_unique
from kezhou.sdk import model as m

STATES = ("draft", "sent", "failed", "issued", "delivered", "reversed", "cancelled")
KINDS = ("special", "normal", "paper_special", "paper_normal")
RED_STATES = ("none", "applied", "confirmed", "rejected", "withdrawn")
RED_REASONS = ("", "01", "02", "03", "04")


class Invoice(Document):
    """A request for an invoice and, once it is issued, the invoice: `invoice_number` has the 20 digits of a 数电票.

    A red invoice (红字发票) names its `original`, has negative amounts and waits for the confirmation of the other side
    (红字确认单). `red_amount` of an original is what was reversed of it, never more than its amount. The buyer's data
    are those of the title when it was chosen. What a tax channel was asked to issue is `sent` until it answers, and
    `failed`, with the `channel_problem`, where it refused or could not be reached.
    """

    contract = m.ForeignKey(
        "trade.Contract", verbose_name=_("Contract"), null=True, blank=True, on_delete=m.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    order = m.ForeignKey(
        "trade.Order", verbose_name=pgettext_lazy("sale", "Order"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    kind = m.CharField(_("Kind"), max_length=14, default="special")
    state = m.CharField(_("State"), max_length=12, default="draft")
    title = m.ForeignKey(
        "finance.InvoiceTitle", verbose_name=_("Invoice title"), null=True, blank=True, on_delete=m.SET_NULL,
        related_name="+",
    )  # fmt: skip
    buyer = m.CharField(_("Buyer"), max_length=200, blank=True, default="")
    buyer_tax_number = m.CharField(_("Buyer's tax number"), max_length=20, blank=True, default="")
    buyer_address = m.CharField(_("Buyer's address"), max_length=300, blank=True, default="")
    buyer_phone = m.CharField(_("Buyer's phone"), max_length=40, blank=True, default="")
    buyer_bank = m.CharField(_("Buyer's bank"), max_length=120, blank=True, default="")
    buyer_bank_account = m.CharField(_("Buyer's bank account"), max_length=40, blank=True, default="")
    send_to = m.CharField(_("Send to"), max_length=300, blank=True, default="")
    invoice_number = m.CharField(_("Invoice number"), max_length=20, blank=True, default="")
    issued_on = m.DateField(_("Issued on"), null=True, blank=True)
    issuer = m.CharField(_("Issuer"), max_length=80, blank=True, default="")
    channel = m.CharField(_("Tax channel"), max_length=40, blank=True, default="")
    channel_problem = m.CharField(_("Why it was not issued"), max_length=300, blank=True, default="")
    delivered_on = m.DateField(_("Handed over on"), null=True, blank=True)
    delivery_note = m.CharField(_("How it was handed over"), max_length=300, blank=True, default="")
    original = m.ForeignKey(
        "self", verbose_name=_("Original invoice"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    red_reason = m.CharField(_("Reason of the reversal"), max_length=2, blank=True, default="")
    red_state = m.CharField(_("Confirmation"), max_length=10, default="none")
    red_confirmation = m.CharField(_("Number of the confirmation"), max_length=40, blank=True, default="")
    red_amount = m.DecimalField(_("Reversed"), max_digits=18, decimal_places=2, default=0)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("Invoice")
        verbose_name_plural = _("Invoices")
        indexes = [
            *Document.Meta.indexes,
            *head_indexes("invoice"),
            m.Index(fields=["contract", "-id"], name="invoice_contract_idx", condition=m.LIVE),
            m.Index(fields=["order", "-id"], name="invoice_order_idx", condition=m.LIVE),
            m.Index(fields=["issued_on", "id"], name="invoice_issued_idx", condition=m.LIVE),
        ]
        constraints = [
            number_unique("invoice"),
            m.UniqueConstraint(
                fields=["invoice_number"], condition=~m.Q(invoice_number=""), name="invoice_invoice_number_uniq"
            ),
            m.CheckConstraint(name="invoice_state", condition=m.Q(state__in=STATES)),
            m.CheckConstraint(name="invoice_kind", condition=m.Q(kind__in=KINDS)),
            m.CheckConstraint(name="invoice_red_state", condition=m.Q(red_state__in=RED_STATES)),
            m.CheckConstraint(name="invoice_red_reason", condition=m.Q(red_reason__in=RED_REASONS)),
            m.CheckConstraint(
                name="invoice_sign",
                condition=m.Q(amount__isnull=True)
                | m.Q(original__isnull=True, amount__gte=0)
                | m.Q(original__isnull=False, amount__lte=0),
            ),
            m.CheckConstraint(
                name="invoice_red_amount",
                condition=m.Q(red_amount=0) | m.Q(red_amount__gt=0, red_amount__lte=m.F("amount")),
            ),
        ]
