"""A company with salespeople who see their own and a head who sees everything."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from kezhou.kernel.clock import FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.modules.parties import defaults as party_defaults
from kezhou.modules.relations import defaults
from kezhou.modules.relations.relation_type.model import RelationType
from kezhou.platform.org.models import User
from tests.contract.world import NOW, Api, World, forget

VERBS = ("view", "create", "update", "delete")
ENTITIES = ("customer", "contact", "contact_customer", "relation", "decision_seat", "key_account")


@dataclass
class Office:
    """The world with kinds of relation in it. `ann` and `bob` see their own, `head` sees everything."""

    world: World
    people: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        defaults.ensure(self.world.system)
        forget()
        for name, level in (("ann", "own"), ("bob", "own"), ("head", "all")):
            self.people[name] = self.world.person(name, self.world.east)
            self.world.give(self.people[name], {key: dict.fromkeys(VERBS, level) for key in ENTITIES})

    def api(self, name: str) -> Api:
        return self.world.api(self.people[name])

    def kind(self, key: str) -> int:
        return RelationType.objects.get(key=key).id

    def customer(self, name: str, owner: str = "ann", **values: Any) -> int:
        return self.world.make("customer", {"name": name, **values}, self.people[owner])

    def contact(self, name: str, customer: int | None = None, owner: str = "ann", **values: Any) -> int:
        values = {"name": name, **({"customer": customer} if customer else {}), **values}
        return self.world.make("contact", values, self.people[owner])

    def relate(self, key: str, first: tuple[str, int], second: tuple[str, int], who: str = "head", **words: Any) -> Any:
        body = {"type": self.kind(key), f"from_{first[0]}": first[1], f"to_{second[0]}": second[1], **words}
        return self.api(who).post("relation", body)

    def related(self, key: str, first: int, second: int, **words: Any) -> int:
        """A relation between two customers that stands there before the test begins."""
        answer = self.relate(key, ("customer", first), ("customer", second), **words)
        assert answer.status_code == 201, answer.content
        return int(answer.json()["id"])


def open_office() -> Office:
    """With the choices of a new installation, which come before those that tests make up."""
    party_defaults.ensure(Ctx.system("test", FixedClock(NOW)))
    return Office(World())


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def office(db: None) -> Office:
    return open_office()
