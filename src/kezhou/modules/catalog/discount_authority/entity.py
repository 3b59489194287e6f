"""What of discount authorities is shown: to those whose roles open them."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kezhou.modules.catalog.discount_authority.model import DiscountAuthority
from kezhou.sdk.entity import Change, Entity, Features, Field, FieldError, List, Menu

FULL = 100


class DiscountAuthorityEntity(Entity):
    model = DiscountAuthority
    label, plural = _("Discount authority"), _("Discount authorities")
    icon, color = "shield", "orange"
    title = "name"
    menu = Menu("catalog", 60)
    fields = {
        "name": Field(search=True),
        "role": Field(help=_("Either a role or a position"), link="role"),
        "post": Field(link="position"),
        "max_discount": Field(type="percent", help=_("Percent below the price that policies give"), track=True),
    }
    list = List(columns=("name", "role", "post", "max_discount", "updated_at"), sort="max_discount")
    features = Features(comments=False, files=False, import_=False)

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        """One holder, and a percentage."""
        values = change.values
        if (values.get("role") is None) == (values.get("post") is None):
            yield FieldError("role", "exactly_one", _("Name either a role or a position."))
        most = values.get("max_discount")
        if most is not None and not 0 <= most <= FULL:
            yield FieldError("max_discount", "out_of_range", _("A discount lies between 0 and 100 percent."))
