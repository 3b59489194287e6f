"""What of competitors' news is shown."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.sales.competitor.entity import THREATS
from kezhou.modules.sales.competitor_news.model import CompetitorNews
from kezhou.sdk.entity import Entity, Features, Field, List, Scope


class CompetitorNewsEntity(Entity):
    model = CompetitorNews
    label, plural = _("News of a competitor"), _("News of competitors")
    icon, color = "bell", "orange"
    title = "title"
    menu = None
    scope = Scope.public()
    fields = {
        "title": Field(search=True),
        "competitor": Field(write_once=True),
        "content": Field(type="long_text"),
        "impact": Field(type="choice", choices=THREATS),
        "url": Field(type="url"),
        "owner": Field(label=_("Written by")),
    }
    list = List(columns=("on", "title", "competitor", "impact", "owner"), filters=("impact", "competitor"), sort="-on")
    features = Features(import_=False)
