"""A company with a pool of customers: four salespeople of the east, one of them its administrator, one outsider."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.base.checks import all_checks
from kezhou.platform.org.models import User
from kezhou.platform.pools import integrity, members, settings
from kezhou.platform.pools.models import Pool, PoolMove
from kezhou.platform.records import write
from tests.contract.world import Api, World, forget

SALES = {"customer": {"view": "own", "create": "own", "update": "own"}, "contact": {"view": "own", "create": "own"}}


@dataclass
class Company:
    """The world with a pool in it."""

    world: World
    people: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, department in (
            ("ann", self.world.east),
            ("bob", self.world.east),
            ("cai", self.world.east_1),
            ("eve", self.world.west),
        ):
            self.people[name] = self.world.person(name, department)
            self.world.give(self.people[name], SALES)
        self.pool = self.add_pool("South", is_admin="cai")

    def add_pool(self, name: str, is_admin: str | None = None, **words: Any) -> Pool:
        who = [{"department": self.world.east.id}]
        who += [{"user": self.people[is_admin].id, "is_admin": True}] if is_admin else []
        return settings.create(self.world.system, {"entity": "customer", "name": name, "members": who, **words})

    def change(self, **words: Any) -> None:
        settings.change(self.world.system, self.pool.id, words)

    def rule(self, **words: Any) -> int:
        plain = {"name": "silent", "active": True, "fact": "follow_up", "days": 30}
        return settings.save_rule(self.world.system, self.pool.id, plain | words).id

    def in_pool(self, name: str, pool: Pool | None = None, **values: Any) -> int:
        """A customer brought into the company through a pool."""
        draft = write.create(
            self.world.system,
            self.world.entity("customer"),
            {"name": name, "pool": (pool or self.pool).id, **values},
            write.Options(internal=True),
        )
        assert draft.id is not None
        return draft.id

    def owned(self, name: str, owner: str, **values: Any) -> int:
        return self.world.make("customer", {"name": name, **values}, self.people[owner])

    def api(self, name: str) -> Api:
        return self.world.api(self.people[name])

    def ctx(self, name: str) -> Ctx:
        return ctx_for_user(self.people[name].id, self.world.clock)

    def act(self, name: str, verb: str, record: int, **body: Any) -> tuple[int, str]:
        """Status and code of a person's act."""
        response = self.api(name).post(f"customer/{record}/{verb}", body)
        return response.status_code, response.json().get("code", "")

    def later(self, **time: float) -> None:
        self.world.clock.moment += timedelta(**time)


def moves(**where: Any) -> list[tuple[Any, ...]]:
    """The ledger in its order: kind, from owner, to owner, from pool, to pool."""
    names = ("kind", "from_owner_id", "to_owner_id", "from_pool_id", "to_pool_id")
    return list(PoolMove.objects.filter(**where).order_by("id").values_list(*names))


def findings() -> list[str]:
    """What `kezhou check` would say of pools and of whom children belong to."""
    assert integrity.sums in [check for _name, check in all_checks()]
    return [line for name, check in all_checks() if name.startswith(("pools", "children")) for line in check()]


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    forget()
    members.forget()
    yield
    forget()
    members.forget()


@pytest.fixture
def company(db: None) -> Company:
    return Company(World())
