"""What of price books is shown: to those whose roles open them, since they tell who pays less."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.catalog import reach
from kezhou.modules.catalog.price_book.model import PriceBook
from kezhou.sdk.entity import Entity, Exchange, Features, Field, Layout, List, Menu, Preset, Related, Section


class PriceBookEntity(Entity):
    model = PriceBook
    label, plural = _("Price book"), _("Price books")
    icon, color = "book", "green"
    title = "name"
    menu = Menu("catalog", 30)
    fields = {
        **reach.FIELDS,
        "name": Field(search=True),
        "currency": Field(type="choice", choices=reach.CURRENCY_CHOICES, write_once=True),
    }
    list = List(
        columns=("name", "currency", *reach.NARROWING, "valid_from", "valid_until", "priority", "active"),
        filters=("currency", "level", "region", "active"),
        presets=(Preset("active", _("Active"), {"field": "active", "op": "eq", "value": True}, "priority"),),
        sort="priority",
    )
    layout = Layout(
        facts=("currency", "valid_from", "valid_until", "priority", "active"),
        sections=(
            Section("basic", _("Basic"), ("name", "currency", "priority", "active", "owner")),
            Section("reach", _("For whom and when"), (*reach.NARROWING, "valid_from", "valid_until")),
            Section("more", _("More"), ("remarks",)),
        ),
    )
    related = (Related("prices", _("Prices"), "price_entry", "book", ("product", "min_quantity", "price")),)
    exchange = Exchange(match_keys=("name",))
    features = Features(comments=False)
    validate = staticmethod(reach.check)
