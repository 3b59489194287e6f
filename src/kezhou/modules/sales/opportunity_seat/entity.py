"""What of the decision about an opportunity is shown."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kezhou.modules.sales.opportunity_seat.model import OpportunitySeat
from kezhou.sdk.entity import Change, Entity, Features, Field, FieldError, List, Pii, Scope

OPINION = Pii("S2", "know who decides and how to convince")
ATTITUDES = (
    ("supports", _("Supports us"), "green"),
    ("neutral", _("Neutral"), "blue"),
    ("opposes", _("Opposes us"), "red"),
    ("unknown", _("Unknown"), "default"),
)
SCALE = (
    ("1", _("1 very little"), "default"),
    ("2", _("2 little"), "default"),
    ("3", _("3 some"), "blue"),
    ("4", _("4 much"), "orange"),
    ("5", _("5 decisive"), "red"),
)


class OpportunitySeatEntity(Entity):
    model = OpportunitySeat
    label, plural = _("Part in the decision"), _("Who decides")
    icon, color = "org", "purple"
    title = "id"
    menu = None
    scope = Scope(parent="opportunity")
    fields = {
        "opportunity": Field(write_once=True),
        "contact": Field(write_once=True),
        "role": Field(type="choice", choices="contact_role"),
        "attitude": Field(type="choice", choices=ATTITUDES, track=True, pii=OPINION),
        "influence": Field(type="choice", choices=SCALE),
        "wants": Field(type="long_text", pii=OPINION),
    }
    list = List(columns=("contact", "opportunity", "role", "attitude", "influence", "reports_to", "owner"))
    features = Features(import_=False, search=False)

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        values = change.values
        if values.get("reports_to") is not None and values.get("reports_to") == values.get("contact"):
            yield FieldError("reports_to", "own_superior", _("Nobody reports to themselves."))
