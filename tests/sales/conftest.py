"""A small sales team with customers: ann and bob of the east, their chief cai, eve of the west; one sales process."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from kezhou.kernel.ctx import Ctx
from kezhou.modules.parties import defaults as party_defaults
from kezhou.modules.sales import defaults
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.base.checks import all_checks
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.org.models import Department, User
from tests.contract.world import Api, World, forget

OWN = {"view": "own", "create": "own", "update": "own", "delete": "own"}
KEYS = (
    "customer", "contact", "opportunity", "opportunity_activity", "opportunity_party", "opportunity_rival",
    "opportunity_seat", "opportunity_expense", "opportunity_registration", "sample_request", "competitor",
)  # fmt: skip
SALES: Mapping[str, Mapping[str, str]] = dict.fromkeys(KEYS, OWN)
CHIEF = {key: dict.fromkeys((*OWN, "assign"), "dept_tree") for key in KEYS}


@dataclass
class Team:
    """The world with people, and short words for what they do."""

    world: World
    people: dict[str, User] = field(default_factory=dict)
    stages: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for module in (party_defaults, defaults):
            module.ensure(self.world.system)
        forget()
        self.people["cai"] = self.world.person("cai", self.world.east)
        Department.objects.filter(id=self.world.east.id).update(leader_id=self.people["cai"].id)
        for name, department in (("ann", self.world.east_1), ("bob", self.world.east_1), ("eve", self.world.west)):
            self.people[name] = self.world.person(name, department)
            self.world.give(self.people[name], SALES)
        self.world.give(self.people["cai"], CHIEF)
        self.stages = dict(fetch_all("SELECT name, id FROM sales_salesstage ORDER BY id"))

    def api(self, name: str) -> Api:
        return self.world.api(self.people[name])

    def ctx(self, name: str) -> Ctx:
        return ctx_for_user(self.people[name].id, self.world.clock)

    def customer(self, owner: str, name: str = "", **values: Any) -> int:
        return self.world.make("customer", {"name": name or f"客户{owner}", **values}, self.people[owner])

    def opportunity(self, owner: str, customer: int | None = None, **values: Any) -> dict[str, Any]:
        """A new opportunity, made by its owner."""
        body = {"name": "设备采购", "customer": customer or self.customer(owner), **values}
        answer = self.api(owner).post("opportunity", body)
        assert answer.status_code == 201, answer.content
        return dict(answer.json())

    def change(self, name: str, record: Mapping[str, Any], **values: Any) -> Any:
        """The answer to a change of the record as it stands now."""
        path = f"opportunity/{record['id']}"
        version = self.api(name).get(path).json()["version"]
        return self.api(name).patch(path, values, version=version)

    def act(self, name: str, path: str, verb: str, **body: Any) -> Any:
        version = self.api(name).get(path).json().get("version", 1)
        return self.api(name).post(f"{path}/actions/{verb}", body, If_Match=f'"{version}"')

    def decide(self, name: str, verb: str, comment: str = "") -> Any:
        """The newest request that waits for somebody, decided."""
        waiting = self.api(name).get("approvals", state="pending").json()["items"]
        assert waiting, f"nothing waits for {name}"
        return self.api(name).post(f"approvals/{waiting[0]['id']}/{verb}", {"comment": comment})


def findings() -> list[str]:
    """What `kezhou check` says of ownership, departments and pools."""
    words = ("pools", "children", "owner's", "what lies")
    return [line for name, check in all_checks() if name.startswith(words) for line in check()]


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def team(db: None) -> Team:
    return Team(World())
