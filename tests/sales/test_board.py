"""The board: columns, counts and sums of exactly what the reader may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.sales.conftest import Team

pytestmark = pytest.mark.django_db


def columns(told: dict[str, object]) -> dict[str, tuple[int, int]]:
    return {column["title"]: (column["count"], len(column["items"])) for column in told["columns"]}  # type: ignore[attr-defined]


def test_columns_counts_and_sums_are_the_readers(team: Team) -> None:
    customer = team.customer("ann")
    for at in range(3):
        team.opportunity("ann", customer, amount={"amount": f"{at + 1}00.00"})
    team.opportunity("ann", customer, amount={"amount": "7.00", "currency": "USD"})
    team.opportunity("eve", amount={"amount": "999.00"})

    told = team.api("ann").get("opportunity/board", limit=2).json()

    assert list(columns(told).items())[:2] == [("潜在信息收集", (4, 2)), ("需求了解", (0, 0))]
    assert [column["badge"] for column in told["columns"][:2]] == ["10.00", "25.00"]
    assert told["columns"][0]["sums"] == {
        "amount": [{"amount": "600.00", "currency": "CNY"}, {"amount": "7.00", "currency": "USD"}],
        "weighted_amount": [{"amount": "60.00", "currency": "CNY"}, {"amount": "0.70", "currency": "USD"}],
    }
    stage = told["columns"][0]["value"]
    rest = team.api("ann").get("opportunity", stage=stage, cursor=told["columns"][0]["next"]).json()
    assert {item["id"] for item in rest["items"]} | {item["id"] for item in told["columns"][0]["items"]} == set(
        team.api("ann").ids("opportunity")
    )
    assert columns(team.api("eve").get("opportunity/board").json())["潜在信息收集"] == (1, 1)
    narrowed = team.api("ann").get("opportunity/board", filter={"field": "amount", "op": "gt", "value": "150"}).json()
    assert columns(narrowed)["潜在信息收集"] == (2, 2)


def test_hidden_amounts_are_not_added_up_and_a_hidden_stage_has_no_board(team: Team) -> None:
    team.opportunity("ann", amount={"amount": "5.00"})
    for name, hidden in (("dan", "amount"), ("fay", "stage")):
        team.people[name] = team.world.person(name)
        rights = {"opportunity": {"view": "all"}}
        team.world.give(team.people[name], rights, {"opportunity": {hidden: ("hidden", False)}})

    told = team.api("dan").get("opportunity/board").json()

    assert told["columns"][0]["count"] == 1
    assert "amount" not in told["columns"][0]["sums"]
    assert "amount" not in told["columns"][0]["items"][0]
    assert team.api("fay").get("opportunity/board").status_code == 400
    assert team.api("fay").get("meta/opportunity").json()["list"]["kanban"] is None


def test_a_constant_number_of_statements(team: Team) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert team.api("ann").get("opportunity/board").status_code == 200
        return len(seen)

    team.opportunity("ann")
    few = statements()
    for name in ("需求了解", "潜在信息收集"):
        for _number in range(3):
            team.opportunity("ann", stage=team.stages[name], requirement="x")
    assert statements() == few


def test_pages_and_unknown_words_are_refused(team: Team) -> None:
    for words in ({"page": 2}, {"cursor": "x"}, {"within": "x"}, {"nonsense": 1}):
        assert team.api("ann").get("opportunity/board", **words).status_code == 400, words
    assert team.api("ann").get("customer/board").status_code in (404, 405)
