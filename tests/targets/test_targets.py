"""Targets: set in a grid, reached by the rows, ranked; each reader sees the targets and rows within reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kezhou.modules.targets.target.model import Target
from tests.contract.world import World, forget
from tests.reports.conftest import OWN, TREE, Office

STAFF = {"target": {"view": "own"}, "*": OWN}


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def office(db: None) -> Office:
    """Ann and Bob made three customers in November and two in October, Eve one in the West."""
    office = Office(World())
    for name in ("ann", "bob", "eve"):
        office.world.give(office.people[name], STAFF)
    office.world.give(office.people["mia"], {"target": TREE})
    for name, owner, at in (
        ("A1", "ann", "2026-11-03"),
        ("A2", "ann", "2026-11-05"),
        ("A3", "ann", "2026-10-05"),
        ("B1", "bob", "2026-11-09"),
        ("B2", "bob", "2025-11-09"),
        ("B3", "bob", "2026-10-31"),
        ("E1", "eve", "2026-11-09"),
    ):
        office.customer(name, owner, at=at)
    return office


def cell(office: Office, who: str | int | None, goal: Any, unit: str = "month", number: int = 11) -> dict[str, Any]:
    if isinstance(who, str):
        return {"subject": "person", "id": office.people[who].id, "unit": unit, "number": number, "goal": goal}
    subject = "company" if who is None else "department"
    return {"subject": subject, "id": who, "unit": unit, "number": number, "goal": goal}


def put(office: Office, who: str, *cells: dict[str, Any], year: int = 2026) -> Any:
    body = {"measure": "new_customers", "year": year, "cells": list(cells)}
    return office.api(who).call("PUT", "target/grid", body)


def rows(office: Office, who: str, **query: Any) -> dict[Any, Any]:
    answer = office.api(who).get("target/grid", measure="new_customers", year=2026, **query)
    assert answer.status_code == 200, answer.content
    return {(row["subject"], row["title"]): row for row in answer.json()["rows"]}


def test_a_year_is_set_in_a_grid_and_shows_what_was_reached(office: Office) -> None:
    east = office.world.east.id
    saved = put(office, "mia", cell(office, "ann", "4"), cell(office, "bob", "2"), cell(office, east, "10"))
    assert saved.json() == {"saved": 3, "problems": []}
    seen = rows(office, "mia")
    ann = seen["person", "Ann"]
    assert ann["cells"]["month 11"]["goal"] == "4.00"
    assert [ann["actual"][9], ann["actual"][10]] == ["1", "2"]
    assert seen["department", "East"]["actual"][10] == "3"
    assert seen["department", "East"]["cells"]["month 11"]["goal"] == "10.00"
    assert seen["department", "East one"]["parent"] == east
    assert ("person", "Eve") not in seen
    assert ("company", "") not in seen
    again = put(office, "mia", cell(office, "ann", "5"), cell(office, "bob", None))
    assert again.json() == {"saved": 2, "problems": []}
    assert sorted(Target.objects.filter(deleted_at=None).values_list("subject", "goal")) == [
        ("department", 10),
        ("person", 5),
    ]


def test_who_may_not_set_targets_changes_nothing(office: Office) -> None:
    put(office, "mia", cell(office, "ann", "4"))
    office.people["zoe"] = office.world.person("zoe", office.world.east_1)
    office.world.give(office.people["zoe"], STAFF)
    refused = put(office, "zoe", cell(office, "zoe", "1"))
    assert refused.status_code == 403
    outside = put(office, "mia", cell(office, "eve", "9"))
    assert outside.json()["saved"] == 0
    assert len(outside.json()["problems"]) == 1
    assert list(Target.objects.values_list("goal", flat=True)) == [4]
    assert office.api("bob").get("target").json()["items"] == []


def test_departments_and_the_company_ask_for_a_reach_as_wide(office: Office) -> None:
    head, west = office.world.head.id, office.world.west.id
    for wrong in (cell(office, west, "5"), cell(office, head, "5"), cell(office, None, "5")):
        answer = put(office, "mia", wrong).json()
        assert (answer["saved"], len(answer["problems"])) == (0, 1)
    body = {"measure": "new_customers", "goal": "1", "starts_on": "2026-11-01", "subject": "department"}
    refused = office.api("mia").post("target", {**body, "department": office.world.west.id})
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "department")
    assert not Target.objects.exists()
    seen = rows(office, "mia")
    assert [seen["department", name]["can_change"] for name in ("Head office", "East", "East one")] == [
        False,
        True,
        True,
    ]
    assert put(office, "mia", cell(office, office.world.east_1.id, "5")).json()["saved"] == 1


def test_completion_of_a_page_in_two_statements(office: Office, django_assert_max_num_queries: Any) -> None:
    from kezhou.modules.targets import standing
    from kezhou.platform.access.people import ctx_for_user

    put(office, "mia", cell(office, "ann", "4"), cell(office, "ann", "12", "quarter", 4), cell(office, "bob", "2"))
    put(office, "mia", cell(office, office.world.east.id, "20", "year", 1))
    plan = {"measure": "new_customers", "subject": "customer", "customer": office.customer("Plan"), "goal": "3"}
    made = office.world.admin.post("target", {**plan, "owner": office.people["ann"].id, "starts_on": "2026-11-20"})
    assert made.status_code == 201, made.content
    ids = list(Target.objects.order_by("id").values_list("id", flat=True))
    ctx = ctx_for_user(office.people["mia"].id, office.world.clock)
    standing.of_ids(ctx, ids)
    with django_assert_max_num_queries(9):  # targets, what was reached, three kinds of names, and what is shared
        found = standing.of_ids(ctx, ids)
    told = {(one["name"], one["unit"]): (one["actual"], one["rate"]) for one in found}
    assert told == {
        ("Ann", "month"): ("3", "75.0"),
        ("Ann", "quarter"): ("4", "33.3"),
        ("Bob", "month"): ("1", "50.0"),
        ("East", "year"): ("6", "30.0"),
        ("Plan", "month"): ("0", "0.0"),
    }


def test_ranking_growth_and_share(office: Office) -> None:
    put(office, "mia", cell(office, "ann", "4"), cell(office, "bob", "1"))
    answer = office.api("mia").get("target/ranking", measure="new_customers", unit="month", on="2026-11-22").json()
    told = [(one["name"], one["rate"], one["before"], one["growth"], one["share"]) for one in answer["items"]]
    assert told == [("Bob", "100.0", "1", "0.0", "33.3"), ("Ann", "50.0", "0", None, "66.7")]
    own = office.api("ann").get("target/ranking", measure="new_customers", unit="month", on="2026-11-22").json()
    assert [one["name"] for one in own["items"]] == ["Ann"]


def test_ones_own_targets_of_today(office: Office) -> None:
    put(
        office,
        "mia",
        cell(office, "ann", "4"),
        cell(office, "ann", "9", number=10),
        cell(office, "ann", "40", "year", 1),
    )
    mine = office.api("ann").get("target/mine").json()["items"]
    assert [(one["period"], one["goal"], one["actual"]) for one in mine] == [
        ("2026", "40.00", "3"),
        ("2026-11", "4.00", "2"),
    ]


def test_a_year_is_split_evenly_or_as_last_year_was(office: Office) -> None:
    body = {"measure": "new_customers", "year": 2026, "subject": "person", "id": office.people["bob"].id, "goal": "24"}
    even = office.api("mia").post("target/split", {**body, "how": "even", "into": "months"}).json()["cells"]
    assert [one["goal"] for one in even] == ["2"] * 12
    last = office.api("mia").post("target/split", {**body, "how": "last_year", "into": "months"}).json()["cells"]
    assert [one["goal"] for one in last] == ["0"] * 10 + ["24", "0"]
    east_one = {**body, "subject": "department", "id": office.world.east_1.id}
    below = office.api("mia").post("target/split", {**east_one, "how": "even", "into": "below"}).json()["cells"]
    assert [(one["subject"], one["unit"], one["goal"]) for one in below] == [("person", "year", "12")] * 2
    assert not Target.objects.exists()


def test_two_targets_for_the_same_are_refused(office: Office) -> None:
    put(office, "mia", cell(office, "ann", "4"))
    body = {"measure": "new_customers", "goal": "1", "starts_on": "2026-11-30", "owner": office.people["ann"].id}
    assert office.api("mia").post("target", body).status_code == 409
    assert Target.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"goal": "many"}, "cells.0.goal"),
        ({"goal": "-1"}, "cells.0.goal"),
        ({"unit": "week"}, "cells.0.unit"),
        ({"number": 13}, "cells.0.number"),
        ({"subject": "planet"}, "cells.0.subject"),
    ],
)
def test_bad_cells_are_refused_with_their_place(office: Office, change: dict[str, Any], path: str) -> None:
    response = put(office, "mia", {**cell(office, "ann", "1"), **change})
    assert (response.status_code, response.json()["errors"][0]["path"]) == (422, path)
    assert not Target.objects.exists()


def test_hidden_figures_are_in_no_answer(office: Office) -> None:
    put(office, "mia", cell(office, "ann", "4321"))
    office.people["ivy"] = office.world.person("ivy", office.world.east_1)
    office.world.give(office.people["ivy"], {"target": TREE, "*": TREE}, {"target": {"goal": ("hidden", False)}})
    api = office.api("ivy")
    target = Target.objects.get()
    asked = {"measure": "new_customers", "unit": "month", "on": "2026-11-22"}
    for answer in (
        api.get("target/grid", measure="new_customers", year=2026),
        api.get("target/ranking", **asked),
        api.post("target/standing", {"ids": [target.id]}),
        api.post("report/run", {"definition": {"figure": "targets.people"}}),
    ):
        assert answer.status_code == 200
        assert b"4321" not in answer.content
    assert api.get("target/ranking", **asked).json()["items"] == [], "without its goal a target says nothing"
    office.people["joe"] = office.world.person("joe", office.world.east_1)
    office.world.give(office.people["joe"], {"target": TREE, "*": TREE}, {"target": {"floor": ("hidden", False)}})
    put(office, "mia", {**cell(office, "ann", "4321"), "floor": "777"})
    told = office.api("joe").get("target/ranking", **asked).json()["items"]
    assert [(one["floor"], one["goal"]) for one in told] == [(None, "4321.00")]
