"""Invoice titles (开票抬头) as they are stored."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m

KINDS = ("unit", "person")


class InvoiceTitle(m.Pooled):
    """To whom a customer has invoices made out, and where they are sent. A customer may have several; the default is
    offered first."""

    customer = m.ForeignKey("parties.Customer", verbose_name=_("Customer"), on_delete=m.CASCADE, related_name="+")
    kind = m.CharField(_("Kind"), max_length=10, default="unit")
    name = m.CharField(_("Invoice title"), max_length=200)
    tax_number = m.CharField(_("Tax number"), max_length=20, blank=True, default="")
    address = m.CharField(_("Registered address"), max_length=300, blank=True, default="")
    phone = m.CharField(_("Registered phone"), max_length=40, blank=True, default="")
    bank = m.CharField(_("Bank"), max_length=120, blank=True, default="")
    bank_account = m.CharField(_("Bank account"), max_length=40, blank=True, default="")
    recipient = m.CharField(_("Recipient"), max_length=80, blank=True, default="")
    recipient_phone = m.CharField(_("Recipient's phone"), max_length=40, blank=True, default="")
    recipient_address = m.CharField(_("Recipient's address"), max_length=300, blank=True, default="")
    recipient_email = m.CharField(_("Recipient's e-mail"), max_length=200, blank=True, default="")
    is_default = m.BooleanField(_("Default"), default=False)
    remarks = m.TextField(_("Remarks"), max_length=10_000, blank=True, default="")

    class Meta(m.Pooled.Meta):
        abstract = False
        verbose_name = _("Invoice title")
        verbose_name_plural = _("Invoice titles")
        constraints = [
            *m.Pooled.Meta.constraints,
            m.CheckConstraint(name="invoicetitle_kind", condition=m.Q(kind__in=KINDS)),
        ]
