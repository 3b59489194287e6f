"""Contacts: the persons behind customers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class Contact(m.Pooled):
    """A person. Belongs to a primary customer, from whom owner, department and pool come down; may stand with
    others too."""

    name = m.CharField(_("Name"), max_length=60)
    customer = m.ForeignKey(
        "parties.Customer", verbose_name=_("Customer"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    salutation = m.CharField(_("Salutation"), max_length=40, blank=True, default="")
    title = m.CharField(_("Title"), max_length=60, blank=True, default="")
    department = m.CharField(_("Department"), max_length=60, blank=True, default="")
    mobile = m.CharField(_("Mobile"), max_length=30, blank=True, default="")
    phone = m.CharField(_("Phone"), max_length=30, blank=True, default="")
    email = m.EmailField(_("E-mail"), blank=True, default="")
    wechat = m.CharField(_("WeChat"), max_length=60, blank=True, default="")
    id_number = m.EncryptedField(_("ID number"))
    birthday = m.DateField(_("Birthday"), null=True, blank=True)
    birthday_is_lunar = m.BooleanField(_("Lunar birthday"), default=False)
    role = m.CharField(_("Role in decisions"), max_length=40, blank=True, default="")
    is_primary = m.BooleanField(_("Primary contact"), default=False)
    hobbies = m.CharField(_("Preferences"), max_length=300, blank=True, default="")
    tags: Any = m.ArrayField(m.CharField(max_length=40), verbose_name=_("Tags"), default=list, blank=True)
    remarks = m.TextField(_("Remarks"), blank=True, default="")

    class Meta(m.Pooled.Meta):
        abstract = False
        verbose_name = _("Contact")
        verbose_name_plural = _("Contacts")
        indexes = [
            *m.Pooled.Meta.indexes,
            m.Index(fields=["id_number_blind"], name="contact_blind_idx"),
            m.Index(fields=["customer", "-updated_at", "-id"], name="contact_customer_idx", condition=m.LIVE),
        ]


class ContactCustomer(m.Record):
    """A person stands with one more customer: who reads that customer reads this link."""

    contact = m.ForeignKey(Contact, verbose_name=_("Contact"), on_delete=m.CASCADE, related_name="+")
    customer = m.ForeignKey("parties.Customer", verbose_name=_("Customer"), on_delete=m.CASCADE, related_name="+")
    title = m.CharField(_("Title there"), max_length=60, blank=True, default="")
    role = m.CharField(_("Role in decisions"), max_length=40, blank=True, default="")

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Contact's other customer")
        verbose_name_plural = _("Contacts' other customers")
        constraints = [
            m.UniqueConstraint(fields=["contact", "customer"], condition=m.LIVE, name="contact_customer_uniq"),
        ]
