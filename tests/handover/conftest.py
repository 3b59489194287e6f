"""A sales department whose seller Ann leaves; her manager, three colleagues, an administrator of the organisation."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from kezhou.modules.parties.contact.model import Contact
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.base.checks import all_checks
from kezhou.platform.handover.models import Handover
from kezhou.platform.jobs.execution import run_spec
from kezhou.platform.jobs.models import JobRecord
from kezhou.platform.jobs.registry import get
from kezhou.platform.notify.models import InboxItem
from kezhou.platform.org.models import User
from kezhou.platform.pools import members, settings
from kezhou.platform.pools.models import Pool
from tests.contract.world import Api, World, forget

SELLER = {"*": {"view": "own", "create": "own", "update": "own"}}
MANAGER = {"*": {"view": "dept_tree", "create": "own", "update": "dept_tree", "assign": "dept_tree"}}


@dataclass
class Company:
    """The world and the people in it."""

    world: World
    people: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people["boss"] = self.world.person("boss", self.world.east)
        for name in ("ann", "bob", "cai", "dan"):
            department = self.world.east_1 if name == "dan" else self.world.east
            self.people[name] = self.world.person(name, department, superior=self.people["boss"])
            self.world.give(self.people[name], SELLER)
        for name, rights, admin in (("boss", MANAGER, ()), ("eve", SELLER, ()), ("hr", {}, ("org",))):
            if name != "boss":
                self.people[name] = self.world.person(name, self.world.west)
            self.world.give(self.people[name], rights, admin=admin)

    def api(self, name: str) -> Api:
        return self.world.api(self.people[name])

    def id(self, name: str) -> int:
        return self.people[name].id

    def customers(self, owner: str, *names: str, **values: Any) -> list[int]:
        return [self.world.make("customer", {"name": name, **values}, self.people[owner]) for name in names]

    def contact(self, name: str, owner: str, customer: int | None = None) -> int:
        values = {"name": name, **({"customer": customer} if customer else {})}
        return self.world.make("contact", values, self.people[owner])

    def pool(self, name: str = "East") -> Pool:
        return settings.create(self.world.system, {"entity": "customer", "name": name, "members": []})

    def plan(self, by: str = "boss", *successors: str, **words: Any) -> Any:
        given = {"people": [self.id("ann")], "successors": [{"user": self.id(name)} for name in successors], **words}
        return self.api(by).post("handover", {k: v for k, v in given.items() if v is not None})

    def run(self, by: str, handover: int, verb: str = "run") -> JobRecord:
        answer = self.api(by).post(f"handover/{handover}/{verb}")
        assert answer.status_code == 202, answer.content
        return self.work(answer.json()["job"], handover, verb)

    def work(self, job: int, handover: int, verb: str = "run") -> JobRecord:
        name = "hand_over" if verb == "run" else "take_handover_back"
        run_spec(get(name), attempts=0, ids={"record_id": job, "handover_id": handover})
        return JobRecord.objects.get(id=job)

    def handed(self, *successors: str, by: str = "boss", **words: Any) -> int:
        """Plan and carry out."""
        answer = self.plan(by, *successors, **words)
        assert answer.status_code == 201, answer.content
        number = int(answer.json()["id"])
        assert self.run(by, number).state == "done"
        return number

    def owners(self, model: Any = Customer) -> dict[str, list[str]]:
        """Owner → names of what they own, in order."""
        found: dict[str, list[str]] = {}
        for owner, name in model.objects.order_by("id").values_list("owner__username", "name"):
            found.setdefault(owner or "", []).append(name)
        return found

    def inbox(self, name: str) -> list[tuple[str, str, str, int | None]]:
        rows = InboxItem.objects.filter(user=self.people[name], kind="handover").order_by("id")
        return list(rows.values_list("title", "text", "entity", "record_id"))


def contact_owners() -> dict[str, str]:
    return dict(Contact.objects.order_by("id").values_list("name", "owner__username"))


def findings() -> list[str]:
    """What `kezhou check` would say."""
    names = ("pools", "children", "owner")
    return [line for name, check in all_checks() if name.startswith(names) for line in check()]


def states(handover: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Handover.objects.get(id=handover).items.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


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
