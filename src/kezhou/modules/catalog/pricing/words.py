"""The steps of a price as sentences, in the language that is active."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from kezhou.modules.catalog.pricing.facts import Step
from kezhou.sdk.places import region_title

SENTENCES: Mapping[str, Any] = {
    "list": gettext_lazy("List price"),
    "book": gettext_lazy("Price book “%(name)s”"),
    "no_price": gettext_lazy("There is no price in %(currency)s: neither a price book nor a list price says one."),
    "options": gettext_lazy("Chosen options: %(amount)s per base unit"),
    "fixed": gettext_lazy("“%(name)s”: fixed price"),
    "discount": gettext_lazy("“%(name)s”: %(value)s%% off"),
    "amount_off": gettext_lazy("“%(name)s”: %(amount)s off per base unit"),
    "tier_price": gettext_lazy("“%(name)s”: price from %(start)s on"),
    "tier_discount": gettext_lazy("“%(name)s”: %(value)s%% off from %(start)s on"),
    "lost_to": gettext_lazy("“%(name)s” was not used: “%(winner)s” goes first"),
    "lost_to_book": gettext_lazy("Price book “%(name)s” was not used: “%(winner)s” is more particular or goes first"),
    "customer": gettext_lazy("“%(name)s” does not hold: it is for another customer"),
    "group": gettext_lazy("“%(name)s” does not hold: it is for another group"),
    "level": gettext_lazy("“%(name)s” does not hold: only for customers of level %(level)s"),
    "region": gettext_lazy("“%(name)s” does not hold: only in %(region)s"),
    "early": gettext_lazy("“%(name)s” does not hold yet: it begins on %(day)s"),
    "late": gettext_lazy("“%(name)s” does not hold any more: it ended on %(day)s"),
    "currency": gettext_lazy("“%(name)s” does not hold: it is in %(currency)s"),
    "min_quantity": gettext_lazy("“%(name)s” does not hold: only from a quantity of %(least)s on"),
    "min_amount": gettext_lazy("“%(name)s” does not hold: only from an amount of %(least)s on"),
    "below_floor": gettext_lazy("%(asked)s lies below the floor price: an approval is needed"),
    "below_floor_hidden": gettext_lazy("This lies below the least price: an approval is needed"),
    "beyond_authority": gettext_lazy("A discount of %(given)s%% is more than the %(most)s%% that you may give"),
    "within_authority": gettext_lazy("A discount of %(given)s%% is within the %(most)s%% that you may give"),
}


def sentence(step: Step) -> str:
    """What became of a rule, in words."""
    words = {"name": step.name, **{key: _shown(key, value) for key, value in step.params.items()}}
    return str(SENTENCES[step.code]) % words


def plain(number: Decimal) -> str:
    """A number without zeros that say nothing: `12.5`, `100`."""
    return f"{number.normalize():f}"


def _shown(key: str, value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return region_title(str(value)) if key == "region" else str(value)
