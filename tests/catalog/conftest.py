"""A company with a small catalogue: a chief who makes prices, ann who sells and sees her customers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from kezhou.kernel.ctx import Ctx
from kezhou.modules.parties import defaults as party_defaults
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.org.models import User
from tests.contract.world import Api, World, forget

VERBS = ("view", "create", "update", "delete", "import")
GOODS = ("product", "product_category", "unit", "product_unit")
PRICES = ("price_book", "price_entry", "price_policy", "discount_authority")


@dataclass
class Shop:
    """The world with people, and short words for what they do."""

    world: World
    people: dict[str, User] = field(default_factory=dict)
    callers: dict[str, Api] = field(default_factory=dict)

    def __post_init__(self) -> None:
        party_defaults.ensure(self.world.system)
        forget()
        self.people["chief"] = self.world.person("chief", self.world.east)
        self.people["ann"] = self.world.person("ann", self.world.east_1)
        self.world.give(
            self.people["chief"], {key: dict.fromkeys(VERBS, "all") for key in (*GOODS, *PRICES, "customer")}
        )
        hidden = {"product": {"cost": ("hidden", False), "floor_price": ("hidden", False)}}
        self.world.give(
            self.people["ann"], {"customer": dict.fromkeys(VERBS, "own"), "product": {"view": "all"}}, hidden
        )

    def api(self, name: str) -> Api:
        if name not in self.callers:
            self.callers[name] = self.world.api(self.people[name])
        return self.callers[name]

    def ctx(self, name: str) -> Ctx:
        return ctx_for_user(self.people[name].id, self.world.clock)

    def made(self, key: str, **values: Any) -> int:
        answer = self.api("chief").post(key, values)
        assert answer.status_code == 201, answer.content
        return int(answer.json()["id"])

    def product(self, name: str = "泵", price: str | None = "100", floor: str | None = None, **values: Any) -> int:
        money = {"list_price": cny(price), "floor_price": cny(floor)}
        return self.made("product", name=name, **{k: v for k, v in money.items() if v}, **values)

    def customer(self, owner: str = "ann", **values: Any) -> int:
        return self.world.make("customer", {"name": f"客户{owner}", **values}, self.people[owner])

    def price(self, product: int, customer: int | None = None, who: str = "ann", **line: Any) -> dict[str, Any]:
        """The answer for one line."""
        body = {"customer": customer, "lines": [{"product": product, "quantity": 1, **line}]}
        answer = self.api(who).post("price", body)
        assert answer.status_code == 200, answer.content
        return dict(answer.json()["lines"][0])


def cny(amount: str | None) -> dict[str, str] | None:
    return None if amount is None else {"amount": amount, "currency": "CNY"}


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def shop(db: None) -> Shop:
    return Shop(World())
