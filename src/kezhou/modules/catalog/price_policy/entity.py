"""What of price policies is shown: to those whose roles open them. Everybody who asks for a price hears which policies
made it."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.catalog import reach
from kezhou.modules.catalog.price_policy import rules
from kezhou.modules.catalog.price_policy.model import PricePolicy
from kezhou.sdk.entity import Entity, Exchange, Features, Field, Layout, List, Preset, Section

KINDS = (
    ("fixed", _("Fixed price"), "blue"),
    ("discount", _("Percent off"), "green"),
    ("amount_off", _("Amount off"), "cyan"),
    ("tier_price", _("Price in steps"), "geekblue"),
    ("tier_discount", _("Percent off in steps"), "purple"),
)
TIERS_BY = (("quantity", _("Quantity"), "blue"), ("amount", _("Amount of the line"), "gold"))


class PricePolicyEntity(Entity):
    model = PricePolicy
    label, plural = _("Price policy"), _("Price policies")
    icon, color = "bolt", "magenta"
    title = "name"
    menu = None
    fields = {
        **reach.FIELDS,
        "name": Field(search=True),
        "kind": Field(type="choice", choices=KINDS, track=True, options={"sample": "discount"}),
        "promotion": Field(
            help=_("The percentage or amount comes off whatever price has won"), options={"sample": False}
        ),
        "category": Field(help=_("With everything below it")),
        "currency": Field(type="choice", choices=reach.CURRENCY_CHOICES, help=_("Left open: any currency")),
        "price": Field(help=_("Per base unit"), track=True),
        "discount": Field(type="percent", help=_("10 takes a tenth off"), track=True),
        "amount_off": Field(help=_("Per base unit"), track=True),
        "tier_by": Field(type="choice", choices=TIERS_BY),
        "tiers": Field(help=_("10:5;100:8 — from 10 on 5, from 100 on 8"), track=True),
    }
    list = List(
        columns=(
            *("name", "kind", "promotion", "product", "category", *reach.NARROWING),
            *("valid_from", "valid_until", "priority", "active"),
        ),
        filters=("kind", "active", "product", "category", "level"),
        presets=(Preset("active", _("Active"), {"field": "active", "op": "eq", "value": True}, "priority"),),
        sort="priority",
    )
    layout = Layout(
        facts=("kind", "priority", "valid_from", "valid_until", "active"),
        sections=(
            Section(
                "what",
                _("What it does"),
                (
                    *("name", "kind", "discount", "price", "amount_off", "tier_by", "tiers", "currency", "promotion"),
                    *("priority", "active", "owner"),
                ),
            ),
            Section("of", _("Of what"), ("product", "category", "min_quantity", "min_amount")),
            Section("reach", _("For whom and when"), (*reach.NARROWING, "valid_from", "valid_until")),
            Section("more", _("More"), ("remarks",)),
        ),
    )
    exchange = Exchange(match_keys=("name",))
    features = Features(comments=False)
    derive, validate = staticmethod(rules.derive), staticmethod(rules.validate)
