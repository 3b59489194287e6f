"""What of the parties of an opportunity is shown."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.sales.opportunity_party.model import OpportunityParty
from kezhou.sdk.entity import Entity, Features, Field, List, Scope


class OpportunityPartyEntity(Entity):
    model = OpportunityParty
    label, plural = _("Party"), _("Parties")
    icon, color = "team", "cyan"
    title = "id"
    menu = None
    scope = Scope(parent="opportunity")
    fields = {
        "opportunity": Field(write_once=True),
        "role": Field(type="choice", choices="opportunity_party_role"),
        "interest": Field(type="long_text"),
        "remarks": Field(type="long_text"),
    }
    list = List(columns=("customer", "opportunity", "role", "contact", "interest", "owner"), filters=("role",))
    features = Features(import_=False, search=False)
