"""A sales team that gets leads: ann and bob of the east, their chief cai, eve of the west."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from kezhou.modules.activities import defaults as activity_defaults
from kezhou.modules.leads import defaults
from kezhou.modules.parties import defaults as party_defaults
from kezhou.platform.base.sql import fetch_one
from kezhou.platform.org.models import User
from kezhou.platform.pools import members, settings
from kezhou.platform.pools.models import Pool
from tests.contract.world import Api, World, forget

OWN = {"view": "own", "create": "own", "update": "own", "delete": "own"}
SALES: Mapping[str, Mapping[str, str]] = dict.fromkeys(("lead", "customer", "contact", "follow_up", "task"), OWN)
CHIEF = {key: dict.fromkeys((*OWN, "assign", "import"), "dept_tree") for key in SALES}
COMPANY = "深圳市蓝海测试仪器有限公司"


@dataclass
class Team:
    """The world with people, and short words for what they do."""

    world: World
    people: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for module in (party_defaults, activity_defaults, defaults):
            module.ensure(self.world.system)
        forget()
        self.people["cai"] = self.world.person("cai", self.world.east)
        for name, department in (("ann", self.world.east_1), ("bob", self.world.east_1), ("eve", self.world.west)):
            self.people[name] = self.world.person(name, department, None if name == "eve" else self.people["cai"])
            self.world.give(self.people[name], SALES)
        self.world.give(self.people["cai"], CHIEF)
        self.people["ada"] = self.world.person("ada", self.world.head)
        self.world.give(self.people["ada"], {}, admin=["settings"])

    def api(self, name: str) -> Api:
        return self.world.api(self.people[name])

    def id(self, name: str) -> int:
        return self.people[name].id

    def lead(self, owner: str, **values: Any) -> int:
        return self.world.make("lead", {"name": COMPANY, **values}, self.people[owner])

    def customer(self, owner: str, **values: Any) -> int:
        return self.world.make("customer", {"name": COMPANY, **values}, self.people[owner])

    def pool(self, **words: Any) -> Pool:
        who = [{"department": self.world.east.id, "is_admin": False}]
        body = {"entity": "lead", "name": "线索公海", "members": who, "masked": False, **words}
        return settings.create(self.world.system, body)

    def post(self, who: str, key: str, /, **values: Any) -> Any:
        return self.api(who).post(key, values)

    def made(self, who: str, key: str, /, **values: Any) -> int:
        answer = self.post(who, key, **values)
        assert answer.status_code == 201, answer.content
        return int(answer.json()["id"])

    def act(self, name: str, lead: int, verb: str, **body: Any) -> Any:
        version = self.api(name).get(f"lead/{lead}").json().get("version", 1)
        return self.api(name).post(f"lead/{lead}/actions/{verb}", body, If_Match=f'"{version}"')

    def row(self, lead: int, *columns: str) -> tuple[Any, ...]:
        found = fetch_one(f"SELECT {', '.join(columns)} FROM leads_lead WHERE id = %s", (lead,))
        assert found is not None
        return tuple(found)

    def owner(self, lead: int) -> Any:
        """Name of the owner, or the pool's id."""
        owner, pool = self.row(lead, "owner_id", "pool_id")
        return next((name for name, user in self.people.items() if user.id == owner), pool)

    def rules(self, *rules: Mapping[str, Any], away: Any = ()) -> Any:
        """Make these the rules of assignment; the answer."""
        version = self.api("ada").get("leads/assignment").json()["version"]
        body = {"rules": list(rules), "away": list(away), "version": version}
        answer = self.api("ada").call("PUT", "leads/assignment", body)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def score_rules(self, *rules: tuple[str, Any, int], **bands: int) -> Any:
        version = self.api("ada").get("leads/scoring").json()["version"]
        listed = [{"label": label, "condition": condition, "points": points} for label, condition, points in rules]
        body = {"rules": listed, "bands": bands or {"A": 80, "B": 60, "C": 30}, "version": version}
        answer = self.api("ada").call("PUT", "leads/scoring", body)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def later(self, **time: float) -> None:
        self.world.clock.moment += timedelta(**time)


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
