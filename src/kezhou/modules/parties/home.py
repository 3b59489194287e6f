"""The figures of the home page: the ready-made views of customers, narrowed to one's own where that is meant."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.modules.parties.customer.entity import CustomerEntity
from kezhou.sdk.home import HomeCard, HomeTodo, register_cards, register_todo

OVERDUE_DAYS = 90
"""How far back a missed follow-up still stands on the list."""


def _preset(key: str) -> Mapping[str, Any]:
    found = next(preset.filter for preset in CustomerEntity.list.presets if preset.key == key)
    assert found is not None  # noqa: S101 — the presets named here all narrow
    return found


def _mine_and(key: str) -> Mapping[str, Any]:
    return {"and": [_preset("mine"), _preset(key)]}


def register() -> None:
    """Called once at start-up."""
    register_cards(
        [
            HomeCard("customers_mine", _("My customers"), "customer", _preset("mine")),
            HomeCard("customers_new", _("New this month"), "customer", _preset("new")),
            HomeCard("customers_today", _("Follow up today"), "customer", _mine_and("today")),
            HomeCard("customers_silent", _("Silent for 30 days"), "customer", _mine_and("silent_30")),
            HomeCard("customers_key", _("Key customers"), "customer", _preset("key")),
        ]
    )
    due = {"field": "next_follow_up_at", "op": "within", "value": {"unit": "day", "from": -OVERDUE_DAYS, "to": 0}}
    register_todo(HomeTodo("customer", {"and": [_preset("mine"), due]}, "next_follow_up_at", "status"))
