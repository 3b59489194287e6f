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


def test_without_a_goal_of_its_own_a_month_has_the_sum_of_the_peoples(team: Team) -> None:
    people, world = team.people, team.world
    people["dan"] = world.person("dan")
    people["zoe"] = world.person("zoe", world.east_1)
    world.give(people["cai"], {**CHIEF, "target": {"view": "dept_tree"}})
    world.give(people["dan"], {"opportunity": {"view": "all"}, "target": {"view": "all"}})
    world.give(people["zoe"], {"opportunity": {"view": "dept_tree"}, "target": {"view": "own"}})
    for owner, starts_on, subject, goal in (
        ("ann", NOVEMBER, "person", 10),
        ("bob", NOVEMBER, "person", 20),
        ("eve", NOVEMBER, "person", 99),
        ("ann", DECEMBER, "person", 1),
        ("dan", DECEMBER, "company", 500),
    ):
        values = {"measure": MEASURE, "unit": "month", "starts_on": starts_on.isoformat(), "goal": str(goal)}
        made = records.create(world.system, "target", {**values, "subject": subject, "owner": people[owner].id})
        assert made.problem is None, made.problem

    def told(name: str, **asked: int) -> dict[date, Decimal]:
        return dict(provider(MEASURE)(team.ctx(name), Reach(**asked), [NOVEMBER, DECEMBER]))

    assert told("dan") == {NOVEMBER: Decimal(129), DECEMBER: Decimal(500)}
    assert told("cai") == {NOVEMBER: Decimal(30), DECEMBER: Decimal(1)}
    set_only = provider(MEASURE, of_people=False)
    assert dict(set_only(team.ctx("dan"), Reach(), [NOVEMBER, DECEMBER])) == {DECEMBER: Decimal(500)}
    assert told("dan", department=world.west.id) == {NOVEMBER: Decimal(99)}
    assert told("zoe", department=world.east_1.id) == {}, "who does not see everybody's goals gets no sum of some"
    people["una"] = world.person("una")
    world.give(
        people["una"],
        {"opportunity": {"view": "all"}, "target": {"view": "all"}},
        {"target": {"goal": ("hidden", False)}},
    )
    assert told("una") == {}, "a hidden goal stands beside nothing"
