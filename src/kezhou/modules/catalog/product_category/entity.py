"""What of product categories is shown: to everybody, since everybody reads the catalogue."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.catalog.product_category.model import ProductCategory
from kezhou.sdk.entity import Entity, Exchange, Features, Field, List, Menu, Related, Scope


class ProductCategoryEntity(Entity):
    model = ProductCategory
    label, plural = _("Product category"), _("Product categories")
    icon, color = "folder", "gold"
    title = "name"
    menu = Menu("catalog", 20)
    scope = Scope.public()
    fields = {"name": Field(search=True), "code": Field(search=True)}
    list = List(columns=("name", "code", "parent", "position", "updated_at"), filters=("parent",), sort="position")
    related = (
        Related("below", _("Categories below"), "product_category", "parent", ("name", "code", "position")),
        Related("products", _("Products"), "product", "category", ("name", "code", "spec", "list_price", "status")),
    )
    exchange = Exchange(match_keys=("code", "name"))
    features = Features(comments=False, files=False, handover=False)
