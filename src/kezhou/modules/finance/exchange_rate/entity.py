"""What of exchange rates is shown, to everybody; accountants keep them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.money import CURRENCIES
from kezhou.modules.finance.exchange_rate.model import ExchangeRate
from kezhou.sdk.entity import Change, Entity, Exchange, Features, Field, FieldError, Layout, List, Menu, Scope, Section
from kezhou.sdk.money import BASE_CURRENCY

USUAL = ("USD", "EUR", "HKD", "JPY", "GBP")
CHOICES = tuple(
    (code, f"{code} {CURRENCIES[code].name_zh}", "default")
    for code in (*USUAL, *sorted(set(CURRENCIES) - {*USUAL, BASE_CURRENCY}))
)

IDENTITY = ("currency", "valid_from")


def identity(values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """What one rate is known by: its currency and its first day."""
    known = tuple(values.get(name) for name in IDENTITY)
    return known if all(known) else None


class ExchangeRateEntity(Entity):
    model = ExchangeRate
    label, plural = _("Exchange rate"), _("Exchange rates")
    icon, color = "swap", "gold"
    title = "id"
    menu = Menu("finance", 170)
    scope = Scope.public()
    fields = {
        "currency": Field(type="choice", choices=CHOICES),
        "valid_from": Field(help=_("Until the next rate of the currency"), track=True),
        "rate": Field(help=_("What 1 unit of the currency is worth in CNY: 7.1 for USD, not 0.14"), track=True),
        "source": Field(help=_("Such as the central parity rate of the day")),
    }
    list = List(
        columns=("currency", "valid_from", "rate", "source", "updated_at"),
        filters=("currency", "valid_from"),
        sort="-valid_from",
    )
    layout = Layout(
        facts=("currency", "valid_from", "rate"),
        sections=(Section("basic", _("Basic"), ("currency", "valid_from", "rate", "source")),),
    )
    exchange = Exchange(match_keys=IDENTITY, identity=identity)
    features = Features(handover=False, merge=False, search=False)

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        """A rate is a positive number."""
        rate = change.values.get("rate")
        if rate is not None and rate <= 0:
            yield FieldError("rate", "not_positive", _("This must be more than zero."))
