"""What of competitors is shown: all of it to everybody who is signed in."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.sales.competitor.model import Competitor
from kezhou.sdk.entity import Card, Entity, Exchange, Field, Layout, List, Menu, Preset, Related, Scope, Section

THREATS = (
    ("high", pgettext_lazy("threat", "High"), "red"),
    ("medium", pgettext_lazy("threat", "Medium"), "orange"),
    ("low", pgettext_lazy("threat", "Low"), "default"),
)
REACHES = (("regional", _("Regional"), "cyan"), ("global", _("Nationwide and beyond"), "purple"))


class CompetitorEntity(Entity):
    model = Competitor
    label, plural = _("Competitor"), _("Competitors")
    icon, color = "flag", "red"
    title = "name"
    menu = Menu("sales", 60)
    scope = Scope.public()
    fields = {
        "name": Field(search=True),
        "short_name": Field(search=True),
        "threat": Field(type="choice", choices=THREATS),
        "reach": Field(type="choice", choices=REACHES),
        "region": Field(type="region"),
        "website": Field(type="url"),
        "owner": Field(label=_("Kept by")),
        **{name: Field(type="long_text") for name in ("profile", "strengths", "weaknesses", "answer", "remarks")},
    }
    list = List(
        columns=("name", "threat", "reach", "region", "owner", "updated_at"),
        filters=("threat", "reach", "region"),
        presets=(Preset("high", _("High threat"), {"field": "threat", "op": "eq", "value": "high"}),),
        card=Card(badges=("threat", "reach")),
    )
    layout = Layout(
        facts=("threat", "reach", "region", "website"),
        sections=(
            Section("basic", _("Basic"), ("name", "short_name", "threat", "reach", "region", "website", "owner")),
            Section(
                "view", _("What we know"), ("profile", "strengths", "weaknesses", "answer", "remarks", "is_nobody")
            ),
        ),
    )
    related = (
        Related(
            "products", _("Products"), "competitor_product", "competitor", ("name", "compares_with", "price", "remarks")
        ),
        Related("news", _("News"), "competitor_news", "competitor", ("on", "title", "impact", "owner")),
        Related(
            "meetings", _("Met on opportunities"), "opportunity_rival", "competitor",
            ("opportunity", "threat", "price", "outcome", "owner"),
        ),
    )  # fmt: skip
    exchange = Exchange(match_keys=("name",))
