"""A small sales team with customers: ann and bob of the east, their chief cai, eve of the west."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from kezhou.kernel.ctx import Ctx
from kezhou.modules.activities import defaults
from kezhou.modules.parties import defaults as party_defaults
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.base.checks import all_checks
from kezhou.platform.base.sql import fetch_one
from kezhou.platform.org.models import User
from kezhou.platform.pools import members, settings
from kezhou.platform.pools.models import Pool
from tests.contract.world import Api, World, forget

OWN = {"view": "own", "create": "own", "update": "own", "delete": "own"}
SALES: Mapping[str, Mapping[str, str]] = {
    "customer": OWN, "contact": OWN, "follow_up": OWN, "visit": OWN, "task": OWN, "phrase": OWN,
}  # fmt: skip
CHIEF = {key: dict.fromkeys((*OWN, "assign"), "dept_tree") for key in SALES}
HOUR = timedelta(hours=1)


@dataclass
class Team:
    """The world with people, and short words for what they do."""

    world: World
    people: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for module in (party_defaults, defaults):
            module.ensure(self.world.system)
        forget()
        self.people["cai"] = self.world.person("cai", self.world.east)
        for name, department in (("ann", self.world.east_1), ("bob", self.world.east_1), ("eve", self.world.west)):
            superior = None if name == "eve" else self.people["cai"]
            self.people[name] = self.world.person(name, department, superior)
            self.world.give(self.people[name], SALES)
        self.world.give(self.people["cai"], CHIEF)

    def api(self, name: str) -> Api:
        return self.world.api(self.people[name])

    def ctx(self, name: str) -> Ctx:
        return ctx_for_user(self.people[name].id, self.world.clock)

    def customer(self, owner: str, **values: Any) -> int:
        return self.world.make("customer", {"name": f"客户{owner}", **values}, self.people[owner])

    def pool(self, name: str = "South") -> Pool:
        who = [{"department": self.world.east.id, "is_admin": True}]
        return settings.create(self.world.system, {"entity": "customer", "name": name, "members": who, "masked": False})

    def log(self, name: str, customer: int, **values: Any) -> Any:
        """The answer to somebody's new follow-up."""
        body = {"customer": customer, "kind": "call", "content": "谈了价格与交付时间，客户基本认可", **values}
        return self.api(name).post("follow_up", body)

    def logged(self, name: str, customer: int, **values: Any) -> int:
        answer = self.log(name, customer, **values)
        assert answer.status_code == 201, answer.content
        return int(answer.json()["id"])

    def made(self, name: str, key: str, **values: Any) -> int:
        answer = self.api(name).post(key, values)
        assert answer.status_code == 201, answer.content
        return int(answer.json()["id"])

    def act(self, name: str, path: str, verb: str, **body: Any) -> Any:
        version = self.api(name).get(path).json().get("version", 1)
        return self.api(name).post(f"{path}/actions/{verb}", body, If_Match=f'"{version}"')

    def at(self, **ago: float) -> str:
        """A moment so long ago, as it is sent."""
        return (self.world.clock.now() - timedelta(**ago)).isoformat()

    def moments(self, customer: int) -> tuple[Any, Any]:
        """When the customer was last spoken with and is due again."""
        row = fetch_one("SELECT last_follow_up_at, next_follow_up_at FROM parties_customer WHERE id = %s", (customer,))
        assert row is not None
        return row[0], row[1]

    def place(self, table: str, record: int) -> tuple[Any, Any]:
        """Owner's name, or pool."""
        row = fetch_one(f"SELECT owner_id, pool_id FROM {table} WHERE id = %s", (record,))
        assert row is not None
        names = {user.id: name for name, user in self.people.items()}
        return names.get(row[0], row[0]), row[1]


def findings() -> list[str]:
    """What `kezhou check` says of ownership, departments and pools."""
    words = ("pools", "children", "owner's", "what lies")
    return [line for name, check in all_checks() if name.startswith(words) for line in check()]


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    forget()
    members.forget()
    yield
    forget()
    members.forget()


@pytest.fixture
def team(db: None) -> Team:
    return Team(World())
