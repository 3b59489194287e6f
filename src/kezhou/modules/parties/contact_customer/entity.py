"""The other companies of a contact."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.parties.contact.model import ContactCustomer
from kezhou.sdk.entity import Entity, Features, Field, List, Scope


class ContactCustomerEntity(Entity):
    model = ContactCustomer
    label, plural = _("Other company"), _("Other companies")
    icon = "link"
    title = "title"
    menu = None
    scope = Scope(parent="customer")
    fields = {"role": Field(type="choice", choices="contact_role")}
    list = List(columns=("contact", "customer", "title", "role"))
    features = Features(search=False, import_=False)
