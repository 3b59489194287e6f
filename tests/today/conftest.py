"""Ann sells in East one and Bob beside her; Mia leads East; everybody has customers in the way of the test."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.modules.activities import defaults as activities
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.org.models import User
from tests.contract.world import Api, World, forget

EVERY = ("view", "create", "update", "delete")
OWN = dict.fromkeys(EVERY, "own")
TREE = dict.fromkeys((*EVERY, "export", "assign"), "dept_tree")


@dataclass
class Company:
    """The world at 10:00 of Wednesday, 2026-11-25, in Shanghai."""

    world: World
    people: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.world.clock.moment = self.at(25, 10)
        self.people["mia"] = self.world.person("mia", self.world.east)
        for name, department in (("ann", self.world.east_1), ("bob", self.world.east_1), ("eve", self.world.west)):
            self.people[name] = self.world.person(
                name, department, superior=self.people["mia"] if name == "ann" else None
            )
            self.world.give(self.people[name], {"*": OWN})
        self.world.give(self.people["mia"], {"*": TREE})

    def at(self, day: int, hour: int = 0, minute: int = 0, month: int = 11) -> datetime:
        return datetime(2026, month, day, hour, minute, tzinfo=COMPANY_ZONE)

    def customer(self, name: str, owner: str = "ann", **values: Any) -> int:
        """A customer of this owner; moments that the platform keeps itself are set past the pipeline."""
        kept = {key: values.pop(key) for key in ("last_follow_up_at", "created_at") if key in values}
        record = self.world.make("customer", {"name": name, **values}, self.people[owner])
        if kept:
            Customer.objects.filter(id=record).update(**kept)
        return record

    def follow_up(self, customer: int, author: str = "ann", **values: Any) -> int:
        plain = {"customer": customer, "kind": "call", "content": "talked about the offer", **values}
        return self.world.make("follow_up", plain, self.people[author])

    def spoke(self, customer: int, *days_ago: int, kind: str = "call", author: str = "ann", **values: Any) -> None:
        """Effective follow-ups of this kind so many days ago."""
        from kezhou.modules.activities.follow_up.model import FollowUp

        for ago in days_ago:
            at = self.world.clock.now() - timedelta(days=ago)
            record = self.follow_up(customer, author, at=at.isoformat(), **values)
            FollowUp.objects.filter(id=record).update(kind=kind, effective=True)
        last = self.world.clock.now() - timedelta(days=min(days_ago))
        Customer.objects.filter(id=customer).update(last_follow_up_at=last)

    def api(self, name: str) -> Api:
        return self.world.api(self.people[name])

    def ctx(self, name: str) -> Ctx:
        return ctx_for_user(self.people[name].id, self.world.clock)

    def today(self, name: str = "ann") -> dict[str, Any]:
        answer = self.api(name).get("today")
        assert answer.status_code == 200, answer.content
        page: dict[str, Any] = answer.json()
        return page

    def lines(self, group: str, name: str = "ann") -> list[dict[str, Any]]:
        found = next(each for each in self.today(name)["groups"] if each["key"] == group)
        items: list[dict[str, Any]] = found["items"]
        return items


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def company(db: None) -> Company:
    activities.ensure(Ctx.system("test"))
    return Company(World())
