"""What of contacts is shown, and to whom."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.parties.contact.model import Contact
from kezhou.sdk.entity import Card, Entity, Exchange, Field, Layout, List, Menu, Pii, Preset, Related, Scope, Section

REACH = Pii("S1", "keep in touch about business")
PRIVATE = Pii("S2", "personal care", basis="consent")


class ContactEntity(Entity):
    model = Contact
    label, plural = _("Contact"), _("Contacts")
    icon, color = "contacts", "purple"
    title = "name"
    menu = Menu("customers", 20)
    scope = Scope(parent="customer")
    fields = {
        "name": Field(type="person_name", search=True, pii=REACH),
        "salutation": Field(type="choice", choices="salutation"),
        "mobile": Field(type="phone", pii=REACH, masked=True),
        "phone": Field(type="phone", pii=REACH, masked=True),
        "email": Field(pii=REACH, masked=True),
        "wechat": Field(pii=REACH, masked=True),
        "id_number": Field(pii=Pii("S4", "identify a contracting person", basis="separate consent"), masked=True),
        "birthday": Field(pii=PRIVATE),
        "hobbies": Field(pii=PRIVATE),
        "role": Field(type="choice", choices="contact_role"),
        "pool": Field(label=_("Pool"), read_only=True),
        "owner": Field(label=_("Owner"), track=True),
        "dept": Field(label=_("Department of the owner")),
        "tags": Field(type="tags", choices="contact_tag"),
    }
    list = List(
        columns=("name", "customer", "title", "role", "mobile", "email", "owner", "updated_at"),
        filters=("role", "customer", "owner"),
        presets=(Preset("mine", _("Mine"), {"field": "owner", "op": "eq", "value": "$me"}),),
        card=Card(badges=("role",)),
    )
    layout = Layout(
        facts=("customer", "title", "role", "mobile", "email"),
        sections=(
            Section(
                "basic",
                _("Basic"),
                ("name", "salutation", "customer", "title", "department", "role", "is_primary", "tags", "owner"),
            ),
            Section("reach", _("Ways to reach"), ("mobile", "phone", "email", "wechat")),
            Section("person", _("Person"), ("birthday", "birthday_is_lunar", "hobbies", "id_number", "remarks")),
        ),
    )
    related = (
        Related("follow_ups", _("Follow-ups"), "follow_up", "contact", ("at", "kind", "subject", "result", "author")),
        Related("companies", _("Other companies"), "contact_customer", "contact", ("customer", "title", "role")),
    )
    exchange = Exchange(match_keys=("mobile", "email", "name"))
