"""Who is told that money should come: the owner some days before, the superior when nothing came for days."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kezhou.modules.finance import jobs
from tests.contract.world import World, forget
from tests.finance.conftest import Till
from tests.reminders.conftest import Crew

pytestmark = pytest.mark.django_db
VERBS = ("view", "create", "update")
MONEY = ("contract", "receipt_plan", "receipt")


@pytest.fixture
def crew(db: None) -> Iterator[Crew]:
    forget()
    crew = Crew(World())
    for name in ("ann", "cai"):
        crew.people[name].locale = "en"
        crew.people[name].save(update_fields=["locale"])
        level = "own" if name == "ann" else "dept_tree"
        crew.world.give(crew.people[name], {key: dict.fromkeys(VERBS, level) for key in MONEY})
    crew.run("2026-11-22T08:00:00+00:00")
    yield crew
    forget()


def planned(crew: Crew, till: Till, day: str, **values: object) -> int:
    """A plan of ann's contract over 100 yuan; she is reminded three days before."""
    owner = crew.people["ann"].id
    contract = till.contract("1000.00", customer=crew.customer("ann"), owner=owner)
    return till.plan(contract, "100.00", day, owner=owner, remind_days=3, **values)


def test_the_owner_hears_of_it_before_the_day_and_the_superior_after_it(crew: Crew) -> None:
    till = Till(crew.world)
    plan = planned(crew, till, "2026-11-27")
    name = till.get("receipt_plan", plan)["name"]

    crew.run("2026-11-24T00:59:00+00:00")
    assert crew.told("ann") == []
    for moment in ("2026-11-24T01:00:00+00:00", "2026-11-24T01:01:00+00:00"):
        crew.run(moment)
    assert crew.titles("ann") == [f"Money is to come in: {name}"]

    for day in ("27", "28", "29", "30"):
        crew.run(f"2026-11-{day}T01:00:00+00:00")
        jobs.turn(crew.world.system)
    assert crew.told("cai") == []
    crew.run("2026-12-01T01:00:00+00:00")
    crew.run("2026-12-02T01:00:00+00:00")
    assert till.outstanding(plan) == ("100.00", "overdue")
    assert crew.told("cai") == [("1 things that your people left undone", f"Money is to come in (1): {name}")]
    assert crew.titles("ann") == [f"Money is to come in: {name}"]


def test_who_was_paid_is_reminded_of_nothing(crew: Crew) -> None:
    till = Till(crew.world)
    plan = planned(crew, till, "2026-11-27")
    customer = till.get("receipt_plan", plan)["customer"]["id"]
    till.paid("100.00", {"plan": plan, "amount": "100.00"}, customer=customer)

    for day in ("24", "28"):
        crew.run(f"2026-11-{day}T01:00:00+00:00")
    crew.run("2026-12-02T01:00:00+00:00")

    assert (crew.told("ann"), crew.told("cai")) == ([], [])


def test_a_plan_that_is_put_off_is_reminded_of_on_its_new_day(crew: Crew) -> None:
    till = Till(crew.world)
    plan = planned(crew, till, "2026-11-27")
    version = till.get("receipt_plan", plan)["version"]
    till.api.patch(f"receipt_plan/{plan}", {"planned_on": "2026-12-10"}, version=version)

    crew.run("2026-11-24T01:00:00+00:00")
    assert crew.told("ann") == []
    crew.run("2026-12-07T01:00:00+00:00")
    assert len(crew.told("ann")) == 1
