"""What of competitors on an opportunity is shown."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.sales.competitor.entity import THREATS
from kezhou.modules.sales.opportunity_rival.model import OpportunityRival
from kezhou.sdk.entity import Entity, Features, Field, List, Scope

OUTCOMES = (
    ("open", _("Still competing"), "blue"),
    ("won", _("Took it from us"), "red"),
    ("lost", _("Beaten by us"), "green"),
    ("left", _("Gave up"), "default"),
)


class OpportunityRivalEntity(Entity):
    model = OpportunityRival
    label, plural = _("Competitor on an opportunity"), _("Competitors on an opportunity")
    icon, color = "flag", "red"
    title = "id"
    menu = None
    scope = Scope(parent="opportunity")
    fields = {
        "opportunity": Field(write_once=True),
        "competitor": Field(write_once=True),
        "threat": Field(type="choice", choices=THREATS),
        "outcome": Field(type="choice", choices=OUTCOMES),
        **{name: Field(type="long_text") for name in ("offer", "strengths", "weaknesses", "answer")},
    }
    list = List(
        columns=("competitor", "opportunity", "threat", "price", "outcome", "owner"), filters=("threat", "outcome")
    )
    features = Features(import_=False, search=False)
