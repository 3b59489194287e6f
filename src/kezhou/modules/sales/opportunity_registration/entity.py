"""What of registrations is shown. They are made by asking and changed by deciding, never by hand."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.sales.opportunity_registration.model import OppRegistration
from kezhou.sdk.entity import Entity, Features, Field, List, Preset, Scope

STATES = (
    ("pending", pgettext_lazy("registration", "Waits for a decision"), "orange"),
    ("registered", pgettext_lazy("registration", "Registered"), "green"),
    ("rejected", pgettext_lazy("registration", "Rejected"), "red"),
    ("withdrawn", pgettext_lazy("registration", "Withdrawn"), "default"),
)


class OpportunityRegistrationEntity(Entity):
    model = OppRegistration
    label, plural = pgettext_lazy("opportunity", "Registration"), _("Registrations")
    icon, color = "shield", "gold"
    title = "id"
    menu = None
    scope = Scope(parent="opportunity")
    fields = {
        "report": Field(hidden=True),
        "state": Field(type="choice", choices=STATES),
        "note": Field(type="long_text"),
        "reason": Field(type="long_text"),
    }
    list = List(
        columns=("opportunity", "state", "clashes", "asker", "created_at", "decider", "valid_until", "reason"),
        filters=("state",),
        presets=(Preset("pending", _("Waiting"), {"field": "state", "op": "eq", "value": "pending"}),),
        sort="-created_at",
    )
    features = Features(
        create=False, update=False, delete=False, import_=False, bulk=False, search=False, custom_fields=False
    )
