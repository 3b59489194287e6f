"""A company with deals: a salesperson, the head of the east, a director, two of finance, an administrator of flows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.approvals import engine, flows
from kezhou.platform.approvals.models import ApprovalRequest
from kezhou.platform.org.models import Department, Position, User
from kezhou.platform.org.people import create_position
from tests.contract.world import Api, World, forget

if TYPE_CHECKING:
    from tests.approvals.desk import Desk

DEALS = {"deal": {"view": "own", "create": "own", "update": "own", "delete": "own"}}


def step(key: str, *who: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "approve", "key": key, "name": key.title(), "who": list(who), **more}


def branch(key: str, *columns: tuple[str, Any, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    told = [{"key": name, "name": name, "when": when, "nodes": list(nodes)} for name, when, nodes in columns]
    return {"type": "branch", "key": key, "name": key, "columns": told}


def amount(op: str, value: Any) -> dict[str, Any]:
    return {"field": "amount", "op": op, "value": value}


@dataclass
class Company:
    world: World
    people: dict[str, User] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)

    def __post_init__(self) -> None:
        world = self.world
        for name, department, superior in (
            ("boss", world.head, ""),
            ("dora", world.head, "boss"),
            ("hedy", world.east, "dora"),
            ("ann", world.east, "hedy"),
            ("fay", world.head, "boss"),
            ("fox", world.head, "boss"),
            ("adam", world.head, "boss"),
            ("otto", world.west, "dora"),
        ):
            self.people[name] = world.person(name, department, self.people.get(superior))
        for name in ("ann", "hedy", "otto"):
            world.give(self.people[name], DEALS)
        self.director = world.give(self.people["dora"], {})
        world.give(self.people["adam"], {}, admin=["settings"])
        Department.objects.filter(id=world.east.id).update(leader=self.people["hedy"])
        Department.objects.filter(id=world.head.id).update(leader=self.people["boss"])
        User.objects.update(locale="en")
        self.positions["finance"] = create_position(world.system, name="Finance")
        User.objects.filter(username__in=["fay", "fox"]).update(position=self.positions["finance"])

    def id(self, name: str) -> int:
        return self.people[name].id

    def ctx(self, name: str) -> Ctx:
        forget()
        return ctx_for_user(self.id(name), self.world.clock)

    def api(self, name: str) -> Api:
        return self.world.api(self.people[name])

    def who(self, *names: str) -> dict[str, Any]:
        return {"type": "people", "users": [self.id(name) for name in names]}

    def publish(self, *nodes: Mapping[str, Any], subject: str = "deal", **more: Any) -> None:
        """This is the flow from now on."""
        system = self.world.system
        flow = flows.get(subject)
        saved = flows.save(system, subject, {"nodes": list(nodes), **more}, flow.version)
        flows.publish(system, subject, saved.version)

    def deal(self, owner: str = "ann", money: str = "1000", **values: Any) -> int:
        told = {"name": "A deal", "amount": {"amount": money, "currency": "CNY"}, **values}
        return self.world.make("deal", told, self.people[owner])

    def submit(self, deal: int, by: str = "ann", **given: Any) -> ApprovalRequest:
        version = self.api(by).get(f"deal/{deal}").json()["version"]
        answer = self.api(by).post(f"deal/{deal}/actions/submit", given, If_Match=f'"{version}"')
        assert answer.status_code == 200, answer.content
        return ApprovalRequest.objects.filter(entity="deal", record_id=deal).latest("id")

    def submit_without_flow(self, deal: int) -> str:
        """The state of a deal that was submitted while no flow ran for it."""
        answer = self.api("ann").post(f"deal/{deal}/actions/submit", {}, If_Match='"1"')
        assert answer.status_code == 200, answer.content
        return self.state(deal)

    def state(self, deal: int) -> str:
        found = self.world.entity("deal").model.objects.values_list("approval_state", flat=True).get(id=deal)
        return str(found)

    def waiting(self, asked: ApprovalRequest) -> list[str]:
        """Who has to decide now."""
        rows = asked.tasks.filter(state="pending").order_by("position", "id")
        return [task.user.username if task.user else f"*{task.permission}" for task in rows.select_related("user")]

    def log(self, asked: ApprovalRequest) -> list[str]:
        rows = asked.log.select_related("actor").order_by("id")
        return [f"{line.actor.username if line.actor else '-'} {line.action}" for line in rows]

    def later(self, **time: float) -> None:
        self.world.clock.moment += timedelta(**time)


@pytest.fixture
def company(db: None) -> Iterator[Company]:
    forget()
    engine.forget()
    yield Company(World())
    forget()
    engine.forget()


@pytest.fixture
def desk(db: None) -> Iterator["Desk"]:
    from tests.approvals.desk import Desk

    forget()
    engine.forget()
    yield Desk(World())
    forget()
    engine.forget()
