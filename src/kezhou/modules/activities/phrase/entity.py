"""What of phrases is shown, and to whom."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.activities.phrase.model import Phrase
from kezhou.sdk.entity import Entity, Features, Field, List, Menu, Preset


class PhraseEntity(Entity):
    model = Phrase
    label, plural = _("Phrase"), _("Phrases")
    icon, color = "bulb", "gold"
    title = "text"
    menu = Menu("work", 90)
    features = Features(handover=False)
    fields = {
        "text": Field(search=True),
        "kind": Field(type="choice", choices="follow_up_kind"),
        "owner": Field(label=_("Owner")),
        "dept": Field(label=_("Department")),
    }
    list = List(
        columns=("text", "kind", "shared", "position", "owner"),
        filters=("kind", "shared"),
        presets=(
            Preset("mine", pgettext_lazy("own work", "Mine"), {"field": "owner", "op": "eq", "value": "$me"}),
            Preset("shared", _("Shared"), {"field": "shared", "op": "eq", "value": True}),
        ),
        sort="position",
    )
