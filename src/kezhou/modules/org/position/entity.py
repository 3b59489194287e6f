"""Positions: what people are, such as regional sales manager."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk.entity import Entity, Features, Field, List, Menu, Related, Scope
from kezhou.sdk.org import Position


class PositionEntity(Entity):
    model = Position
    label, plural = _("Position"), _("Positions")
    icon, color = "idcard", "gold"
    title = "name"
    menu = Menu("organisation", 30)
    scope = Scope.public()
    admin = "org"
    everyone = ("view",)
    fields = {"rank": Field(help=_("1 is the highest"))}
    list = List(columns=("name", "code", "rank"), sort="rank")
    related = (Related("people", _("People"), "user", "position", ("name", "staff_no", "department", "status")),)
    features = Features(import_=False, comments=False, files=False, custom_fields=False)
