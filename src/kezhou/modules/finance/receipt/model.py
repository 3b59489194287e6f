"""Receipts (回款) as they are stored."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade.api import number_unique
from kezhou.sdk import model as m

KINDS = ("money", "prepaid")


class Receipt(m.Record):
    """Money that a customer paid, or, of kind `prepaid`, money that came earlier and is put to its use now. What its
    lines do not allocate is a prepayment (预收款) of the customer."""

    number = m.CharField(_("Number"), max_length=40, blank=True, default="")
    customer = m.ForeignKey(
        "parties.Customer", verbose_name=_("Customer"), on_delete=m.PROTECT, related_name="+", db_index=False
    )
    kind = m.CharField(_("Where from"), max_length=10, default="money")
    received_on = m.DateField(_("Day of receipt"))
    amount = m.MoneyField(_("Amount"), null=False, blank=False)
    allocated = m.MoneyField(_("Allocated"))
    prepayment = m.MoneyField(_("Prepayment"))
    method = m.CharField(_("Method of payment"), max_length=40, blank=True, default="")
    account = m.CharField(_("Our account"), max_length=120, blank=True, default="")
    payer = m.CharField(_("Payer"), max_length=200, blank=True, default="")
    reference = m.CharField(_("Bank reference"), max_length=120, blank=True, default="")
    approval_state = m.CharField(_("Approval"), max_length=10, default="draft")
    remarks = m.TextField(_("Remarks"), max_length=10_000, blank=True, default="")

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Receipt")
        verbose_name_plural = _("Receipts")
        indexes = [
            *m.Record.Meta.indexes,
            m.Index(fields=["customer", "-updated_at", "-id"], name="receipt_customer_idx", condition=m.LIVE),
            m.Index(fields=["received_on", "id"], name="receipt_received_idx", condition=m.LIVE),
        ]
        constraints = [
            number_unique("receipt"),
            m.CheckConstraint(name="receipt_kind", condition=m.Q(kind__in=KINDS)),
            m.CheckConstraint(
                name="receipt_money",
                condition=m.Q(
                    amount__gt=0, allocated__gte=0, prepayment__gte=0, amount=m.F("allocated") + m.F("prepayment")
                ),
            ),
        ]
