"""The goals that stand beside a forecast."""

from datetime import date
from decimal import Decimal

import pytest

from kezhou.modules.funnel.api import Reach
from kezhou.modules.funnel.goals import provider, whose
from kezhou.sdk import records
from tests.sales.conftest import CHIEF, SALES, Team

MEASURE = "new_customers"
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
pytestmark = pytest.mark.django_db


def test_goals_of_person_department_and_company_as_far_as_one_may_see(team: Team) -> None:
    people, world = team.people, team.world
    people["dan"] = world.person("dan")
    world.give(people["ann"], {**SALES, "target": {"view": "own"}})
    world.give(people["cai"], {**CHIEF, "target": {"view": "dept_tree"}})
    world.give(people["dan"], {"opportunity": {"view": "all"}, "target": {"view": "all"}})
    november = {"measure": MEASURE, "unit": "month", "starts_on": "2026-11-01"}
    year = {**november, "unit": "year", "starts_on": "2026-01-01"}
    east = {"subject": "department", "department": world.east.id}
    for whose_, values in (
        ("ann", {**november, "subject": "person", "goal": "10"}),
        ("eve", {**november, "subject": "person", "goal": "99"}),
        ("cai", {**november, **east, "goal": "40"}),
        ("dan", {**november, "subject": "company", "goal": "100"}),
        ("dan", {**year, "subject": "company", "goal": "1200"}),
    ):
        made = records.create(world.system, "target", {**values, "owner": people[whose_].id})
        assert made.problem is None, made.problem

    def told(name: str, **asked: int) -> dict[date, Decimal]:
        return dict(provider(MEASURE)(team.ctx(name), Reach(**asked), [NOVEMBER, DECEMBER]))

    assert told("dan") == {NOVEMBER: Decimal(100)}, "who sees all stands beside the company's goal, month by month"
    assert told("cai") == {NOVEMBER: Decimal(40)}, "a leader beside that of the department"
    assert told("ann") == {NOVEMBER: Decimal(10)}
    assert told("dan", person=people["eve"].id) == {NOVEMBER: Decimal(99)}
    assert told("dan", department=world.east.id) == {NOVEMBER: Decimal(40)}
    assert told("ann", person=people["eve"].id) == {}, "another's goal is out of sight"
    assert told("eve") == {}, "no right on targets"
    assert whose(team.ctx("ann"), Reach()) == Reach(person=people["ann"].id)
