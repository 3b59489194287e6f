"""Ann and Bob sell in East one, Eve in West; Mia leads East. It is the 22nd of November 2026 in Shanghai."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.modules.activities import defaults as activities
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.org.models import User
from tests.contract.world import Api, World, forget

OWN = dict.fromkeys(("view", "create", "update", "delete"), "own")
TREE = dict.fromkeys(("view", "create", "update", "delete", "export", "assign"), "dept_tree")


@dataclass
class Office:
    world: World
    people: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        world = self.world
        for name, department in (
            ("mia", world.east),
            ("ann", world.east_1),
            ("bob", world.east_1),
            ("eve", world.west),
        ):
            self.people[name] = world.person(name, department)
            world.give(self.people[name], {"*": TREE if name == "mia" else OWN})

    def api(self, who: str) -> Api:
        return self.world.api(self.people[who])

    def customer(self, name: str, owner: str = "ann", at: str = "", **values: Any) -> int:
        """A customer; `at` is the company's day on which it was made."""
        record = self.world.make("customer", {"name": name, **values}, self.people[owner])
        if at:
            moment = datetime.fromisoformat(f"{at}T12:00").replace(tzinfo=COMPANY_ZONE)
            Customer.objects.filter(id=record).update(created_at=moment)
        return record

    def run(self, who: str, definition: Any, **more: Any) -> dict[str, Any]:
        response = self.api(who).post("report/run", {"definition": definition, **more})
        assert response.status_code == 200, response.content
        found: dict[str, Any] = response.json()
        return found


def cells(found: dict[str, Any], measure: int = 0) -> dict[Any, Any]:
    """Titles of the axes → value; a single axis by its title alone."""
    told = {}
    for cell in found["cells"]:
        names = tuple(found["axes"][at][place]["title"] for at, place in enumerate(cell["at"]))
        told[names[0] if len(names) == 1 else names] = cell["values"][measure]
    return told


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def office(db: None) -> Office:
    activities.ensure(Ctx.system("test"))
    return Office(World())
