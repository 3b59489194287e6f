"""What of units is shown, to everybody."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kezhou.modules.catalog.unit.model import Unit
from kezhou.sdk.entity import Change, Entity, Exchange, Features, Field, FieldError, List, Menu, Scope

MOST_DECIMALS = 6


class UnitEntity(Entity):
    model = Unit
    label, plural = _("Unit"), _("Units")
    icon, color = "columns", "cyan"
    title = "name"
    menu = Menu("catalog", 280)
    scope = Scope.public()
    fields = {"name": Field(search=True)}
    list = List(columns=("name", "symbol", "decimals", "updated_at"), sort="name")
    exchange = Exchange(match_keys=("name",))
    features = Features(handover=False)

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        """A quantity has at most six digits after the point."""
        decimals = change.values.get("decimals")
        if decimals is not None and not 0 <= decimals <= MOST_DECIMALS:
            yield FieldError(
                "decimals",
                "out_of_range",
                _("Between 0 and %(most)d.") % {"most": MOST_DECIMALS},
                {"most": MOST_DECIMALS},
            )
