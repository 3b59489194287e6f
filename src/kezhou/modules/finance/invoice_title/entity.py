"""What of invoice titles is shown: to those who read the customer."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kezhou.modules.finance import head, states
from kezhou.modules.finance.invoice_title.model import InvoiceTitle
from kezhou.sdk.entity import (
    Card,
    Change,
    Entity,
    Exchange,
    Features,
    Field,
    FieldError,
    Layout,
    List,
    Menu,
    Scope,
    Section,
)

REGISTERED = ("tax_number", "address", "phone", "bank", "bank_account")
RECIPIENT = ("recipient", "recipient_phone", "recipient_address", "recipient_email")


class InvoiceTitleEntity(Entity):
    model = InvoiceTitle
    label, plural = _("Invoice title"), _("Invoice titles")
    icon, color = "idcard", "gold"
    title = "name"
    menu = Menu("finance", 160)
    scope = Scope(parent="customer")
    features = Features(handover=False)
    fields = {
        "customer": Field(write_once=True),
        "kind": Field(type="choice", choices=states.TITLE_KINDS),
        "name": Field(search=True, pii=head.INVOICING),
        "tax_number": Field(search=True, pii=head.INVOICING, options={"width": 196}),
        "address": Field(type="address", pii=head.INVOICING),
        "phone": Field(type="phone", pii=head.INVOICING, masked=True),
        "bank": Field(pii=head.INVOICING),
        "bank_account": Field(pii=head.BANKING, masked=True),
        "recipient": Field(type="person_name", pii=head.INVOICING),
        "recipient_phone": Field(type="phone", pii=head.INVOICING, masked=True),
        "recipient_address": Field(type="address", pii=head.INVOICING),
        "recipient_email": Field(type="email", pii=head.INVOICING, masked=True),
        "pool": Field(read_only=True),
        "remarks": Field(type="long_text"),
    }
    list = List(
        columns=("name", "customer", "kind", "tax_number", "bank", "is_default", "updated_at"),
        filters=("kind", "customer", "is_default"),
        card=Card(badges=("kind",)),
    )
    layout = Layout(
        facts=("customer", "kind", "tax_number", "is_default"),
        sections=(
            Section("basic", _("Basic"), ("customer", "name", "kind", "is_default")),
            Section("registered", _("As registered"), REGISTERED),
            Section("recipient", _("Where it is sent"), RECIPIENT),
            Section("more", _("More"), ("remarks",)),
        ),
    )
    exchange = Exchange(match_keys=("tax_number",))

    @staticmethod
    def warn(change: Change) -> Iterable[FieldError]:
        """A company without a tax number gets no special invoice."""
        if change.values.get("kind") == "unit" and not change.values.get("tax_number"):
            text = _("A special invoice needs the buyer's tax number.")
            yield FieldError("tax_number", "missing", text)
