"""What the documents of a sale have in common: columns of the head, columns of a line."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.sdk import model as m


class Document(m.Record):
    """A numbered document about a customer, in one currency. `amount` is what its lines come to less `discount`
    (整单优惠), tax included; `net_amount` and `tax_amount` are its two sides. `tax_included` says how unit prices are
    meant.
    """

    number = m.CharField(_("Number"), max_length=40, blank=True, default="")
    name = m.CharField(pgettext_lazy("trade", "Subject"), max_length=200)
    customer = m.ForeignKey(
        "parties.Customer", verbose_name=_("Customer"), on_delete=m.PROTECT, related_name="+", db_index=False
    )
    contact = m.ForeignKey(
        "parties.Contact", verbose_name=_("Contact"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    currency = m.CharField(_("Currency"), max_length=3, default="CNY")
    tax_included = m.BooleanField(_("Prices include tax"), default=True)
    discount = m.DecimalField(_("Discount on the whole"), max_digits=18, decimal_places=2, default=0)
    amount = m.MoneyField(_("Amount"))
    net_amount = m.DecimalField(_("Amount without tax"), max_digits=18, decimal_places=2, default=0)
    tax_amount = m.DecimalField(_("Tax"), max_digits=18, decimal_places=2, default=0)
    approval_state = m.CharField(_("Approval"), max_length=10, default="draft")
    remarks = m.TextField(_("Remarks"), max_length=10_000, blank=True, default="")

    class Meta(m.Record.Meta):
        abstract = True


class DocumentLine(m.Line):
    """One line: what, how much, for how much. `unit_price` is per `unit`, with up to six digits."""

    product = m.ForeignKey(
        "catalog.Product", verbose_name=_("Product"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    name = m.CharField(_("Item"), max_length=200)
    spec = m.CharField(_("Specification"), max_length=200, blank=True, default="")
    unit = m.ForeignKey(
        "catalog.Unit", verbose_name=_("Unit"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    quantity = m.DecimalField(_("Quantity"), max_digits=18, decimal_places=4, default=1)
    unit_price = m.DecimalField(_("Unit price"), max_digits=20, decimal_places=6, null=True, blank=True)
    discount_rate = m.DecimalField(_("Discount %"), max_digits=5, decimal_places=2, null=True, blank=True)
    tax_rate = m.CharField(_("Tax rate"), max_length=10, default="13")
    amount = m.MoneyField(_("Amount"))
    net_amount = m.DecimalField(_("Amount without tax"), max_digits=18, decimal_places=2, default=0)
    tax_amount = m.DecimalField(_("Tax"), max_digits=18, decimal_places=2, default=0)
    remarks = m.CharField(_("Remarks"), max_length=500, blank=True, default="")

    class Meta:
        abstract = True


def head_indexes(name: str) -> list[m.Index]:
    """Lists of one customer's documents."""
    return [m.Index(fields=["customer", "-updated_at", "-id"], name=f"{name}_customer_idx", condition=m.LIVE)]


def number_unique(name: str) -> m.UniqueConstraint:
    return m.UniqueConstraint(fields=["number"], condition=~m.Q(number=""), name=f"{name}_number_uniq")
