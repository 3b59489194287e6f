"""What of the templates of activities is shown."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.sales.opportunity_activity.kinds import KINDS
from kezhou.modules.sales.stage_activity.model import StageActivity
from kezhou.sdk.entity import Entity, Features, Field, List, Scope


class StageActivityEntity(Entity):
    model = StageActivity
    label, plural = _("Activity of a stage"), _("Activities of stages")
    icon, color = "check-square", "cyan"
    title = "title"
    menu = None
    scope = Scope.public()
    admin = "dictionaries"
    everyone = ("view",)
    fields = {
        "stage": Field(write_once=True),
        "kind": Field(type="choice", choices=KINDS),
        "days": Field(unit=_("days")),
    }
    list = List(columns=("title", "stage", "kind", "days", "required"), sort="order")
    features = Features(import_=False, comments=False, files=False, custom_fields=False, search=False)
