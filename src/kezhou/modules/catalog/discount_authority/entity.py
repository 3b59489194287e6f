"""What of discount authorities is shown: to those whose roles open them."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kezhou.modules.catalog.discount_authority.model import DiscountAuthority
from kezhou.sdk.entity import Change, Entity, Field, FieldError, List, Menu

FULL = 100


class DiscountAuthorityEntity(Entity):
    model = DiscountAuthority
    label, plural = _("Discount authority"), _("Discount authorities")
    icon, color = "shield", "orange"
    title = "name"
    menu = Menu("catalog", 60)
    fields = {
        "name": Field(search=True),
        "role": Field(help=_("Left open: every role"), link="role"),
        "post": Field(link="position", help=_("Left open: every position")),
        "max_discount": Field(type="percent", help=_("Percent below the price that policies give"), track=True),
    }
    list = List(columns=("name", "role", "post", "max_discount", "updated_at"), sort="max_discount")

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        """A percentage."""
        most = change.values.get("max_discount")
        if most is not None and not 0 <= most <= FULL:
            yield FieldError("max_discount", "out_of_range", _("A discount lies between 0 and 100 percent."))
