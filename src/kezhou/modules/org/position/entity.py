"""Positions: what people are, such as regional sales manager."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk.entity import Entity, Features, List, Menu, Scope
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
    list = List(columns=("name", "code", "rank"), sort="name")
    features = Features(import_=False, comments=False, files=False, custom_fields=False)
