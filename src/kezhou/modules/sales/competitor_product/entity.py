"""What of competitors' products is shown."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.sales.competitor_product.model import CompetitorProduct
from kezhou.sdk.entity import Entity, Features, Field, List, Scope


class CompetitorProductEntity(Entity):
    model = CompetitorProduct
    label, plural = _("Product of a competitor"), _("Products of competitors")
    icon, color = "shop", "orange"
    title = "name"
    menu = None
    scope = Scope.public()
    fields = {
        "name": Field(search=True),
        "competitor": Field(write_once=True),
        **{name: Field(type="long_text") for name in ("strengths", "weaknesses", "remarks")},
    }
    list = List(columns=("name", "competitor", "compares_with", "price", "owner"), sort="name")
    features = Features(import_=False)
