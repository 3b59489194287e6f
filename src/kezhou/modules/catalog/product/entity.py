"""What of products is shown, and to whom: everybody reads the catalogue; cost and floor are for those whose roles say
so."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.catalog.product import crm_sales, rules
from kezhou.modules.catalog.product.model import Product
from kezhou.sdk.entity import Card, Entity, Exchange, Field, Layout, List, Menu, Preset, Related, Scope, Section

TAX_RATES = (
    ("13", "13%", "blue"),
    ("9", "9%", "blue"),
    ("6", "6%", "blue"),
    ("3", "3%", "blue"),
    ("1", "1%", "blue"),
    ("0", "0%", "default"),
    ("exempt", _("Exempt"), "default"),
)
"""Rates of the value-added tax (增值税) in percent; exempt is not the same as a rate of zero."""
STATUSES = (("on_sale", _("On sale"), "green"), ("stopped", _("Stopped"), "default"))


class ProductEntity(Entity):
    model = Product
    label, plural = _("Product"), _("Products")
    icon, color = "grid", "blue"
    title = "name"
    menu = Menu("catalog", 10)
    scope = Scope.public()
    fields = {
        "code": Field(search=True),
        "name": Field(search=True),
        "series": Field(search=True),
        "spec": Field(search=True),
        "tax_rate": Field(type="choice", choices=TAX_RATES),
        "list_price": Field(help=_("Per base unit"), track=True),
        "floor_price": Field(help=_("Below it a sale needs an approval")),
        "cost": Field(help=_("Not shown to sales")),
        "status": Field(type="choice", choices=STATUSES, track=True),
        "image": Field(type="image"),
        "owner": Field(label=_("Product manager")),
    }
    list = List(
        columns=(
            "name",
            "code",
            "category",
            "series",
            "spec",
            "unit",
            "list_price",
            "tax_rate",
            "status",
            "updated_at",
        ),
        filters=("category", "status", "series"),
        presets=(
            Preset("on_sale", _("On sale"), {"field": "status", "op": "eq", "value": "on_sale"}),
            Preset("stopped", _("Stopped"), {"field": "status", "op": "eq", "value": "stopped"}),
            Preset("no_price", _("Without a list price"), {"field": "list_price", "op": "empty"}),
        ),
        sort="name",
        card=Card(badges=("status", "tax_rate"), amount="list_price"),
    )
    layout = Layout(
        facts=("code", "category", "spec", "unit", "list_price", "status"),
        sections=(
            Section(
                "basic", _("Basic"), ("name", "code", "category", "series", "spec", "unit", "status", "image", "owner")
            ),
            Section("prices", _("Prices"), ("list_price", "tax_included", "tax_rate", "floor_price", "cost")),
            Section("more", _("More"), ("description",)),
        ),
    )
    related = (
        Related("units", _("Other units"), "product_unit", "product", ("unit", "factor", "barcode")),
        Related("prices", _("Prices in books"), "price_entry", "product", ("book", "min_quantity", "price")),
        Related(
            "policies",
            _("Price policies"),
            "price_policy",
            "product",
            ("name", "kind", "priority", "valid_from", "valid_until", "active"),
        ),
    )
    exchange = Exchange(
        match_keys=("code", "name"), presets={crm_sales.PRESET: crm_sales.COLUMNS}, prepare=crm_sales.prepare
    )
    validate, warn = staticmethod(rules.validate), staticmethod(rules.warn)
