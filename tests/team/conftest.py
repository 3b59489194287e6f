"""Two salespeople of different departments, a superior, and a customer with a contact."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from kezhou.platform.access.models import Share
from kezhou.platform.notify.models import InboxItem
from kezhou.platform.org.models import User
from tests.contract.world import Api, World, forget

SALES = {
    "customer": {"view": "own", "create": "own", "update": "own"},
    "contact": {"view": "own", "create": "own", "update": "own"},
    "contact_customer": {"view": "own"},
}
READER = {"customer": {"view": "own"}, "contact": {"view": "own", "create": "own", "update": "own"}}
BOSS = {"customer": {"view": "dept", "assign": "dept"}, "contact": {"view": "dept"}}


@dataclass
class Team:
    """The world and the people in it."""

    world: World
    people: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, department, rights in (
            ("ann", self.world.east, SALES),
            ("bob", self.world.west, SALES),
            ("cai", self.world.west, SALES),
            ("ida", self.world.west, READER),
            ("boss", self.world.east, BOSS),
            ("guest", self.world.west, {}),
        ):
            self.people[name] = self.world.person(name, department)
            self.world.give(self.people[name], rights)
        self.customer = self.world.make("customer", {"name": "Harbour"}, self.people["ann"])
        self.contact = self.api("ann").post("contact", {"name": "Lin", "customer": self.customer}).json()["id"]

    def api(self, name: str) -> Api:
        return self.world.api(self.people[name])

    def member(self, name: str, **words: Any) -> dict[str, Any]:
        return {"user": self.people[name].id, **words}

    def share(self, by: str, *members: dict[str, Any], record: int | None = None, entity: str = "customer") -> Any:
        path = f"{entity}/{record or self.customer}/team"
        return self.api(by).post(path, {"members": list(members)})

    def sees(self, name: str) -> tuple[list[int], list[int]]:
        api = self.api(name)
        return api.ids("customer"), api.ids("contact")

    def later(self, **time: float) -> None:
        self.world.clock.moment += timedelta(**time)


def shares() -> list[tuple[Any, ...]]:
    names = ("entity", "record_id", "user__username", "kind", "write", "until", "children")
    return list(Share.objects.order_by("record_id", "user_id").values_list(*names))


def inbox(user: User) -> list[tuple[str, str, int | None]]:
    return list(InboxItem.objects.filter(user=user).order_by("id").values_list("title", "entity", "record_id"))


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def team(db: None) -> Team:
    return Team(World())
