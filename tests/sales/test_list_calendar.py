"""The calendar of a list: days, weeks and the month of exactly what the reader may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.sales.conftest import Team

pytestmark = pytest.mark.django_db
PATH = "opportunity/calendar"


def cny(amount: str) -> list[dict[str, str]]:
    return [{"amount": amount, "currency": "CNY"}]


def test_days_weeks_and_month_add_up_what_the_reader_sees(team: Team) -> None:
    customer = team.customer("ann")
    for day, amount in (("2026-11-30", "100.00"), ("2026-11-30", "300.00"), ("2026-11-03", "50.00")):
        team.opportunity("ann", customer, expected_on=day, amount={"amount": amount})
    team.opportunity("ann", customer, expected_on="2026-12-01", amount={"amount": "7.00"})
    team.opportunity("ann", customer, expected_on="2026-11-30", amount={"amount": "9.00", "currency": "USD"})
    team.opportunity("ann", customer)
    team.opportunity("eve", expected_on="2026-11-30", amount={"amount": "999.00"})

    told = team.api("ann").get(PATH, month="2026-11", limit=1, sort="-amount").json()

    assert (told["month"], told["first"], told["last"]) == ("2026-11", "2026-10-26", "2026-12-06")
    assert [(one["day"], one["count"], len(one["items"])) for one in told["days"]] == [
        ("2026-11-03", 1, 1), ("2026-11-30", 3, 1), ("2026-12-01", 1, 1),
    ]  # fmt: skip
    assert told["days"][1]["items"][0]["amount"] == {"amount": "300.00", "currency": "CNY"}
    assert told["days"][1]["sums"] == {
        "amount": [*cny("400.00"), {"amount": "9.00", "currency": "USD"}],
        "weighted_amount": [*cny("40.00"), {"amount": "0.90", "currency": "USD"}],
    }
    assert [(week["first"], week["count"]) for week in told["weeks"]] == [
        ("2026-10-26", 0), ("2026-11-02", 1), ("2026-11-09", 0), ("2026-11-16", 0), ("2026-11-23", 0),
        ("2026-11-30", 4),
    ]  # fmt: skip
    assert told["weeks"][5]["sums"]["amount"] == [*cny("407.00"), {"amount": "9.00", "currency": "USD"}]
    assert told["total"]["count"] == 4, "the first of December stands beside the month, not in it"
    assert told["total"]["sums"]["amount"][0] == cny("450.00")[0]
    assert told["undated"] == {"count": 1, "capped": False}
    only = team.api("eve").get(PATH, month="2026-11").json()
    assert (only["total"]["count"], only["total"]["sums"]["amount"]) == (1, cny("999.00"))
    narrowed = team.api("ann").get(PATH, month="2026-11", filter={"field": "amount", "op": "gt", "value": "200"})
    assert narrowed.json()["total"]["count"] == 1


def test_another_day_is_an_update_with_its_rights(team: Team) -> None:
    record = team.opportunity("ann", expected_on="2026-11-30")

    moved = team.change("cai", record, expected_on="2026-11-12")
    assert moved.status_code == 200, "the chief may"
    path = f"opportunity/{record['id']}"
    version = team.api("ann").get(path).json()["version"]
    assert team.api("eve").patch(path, {"expected_on": "2026-01-01"}, version=version).status_code == 404

    assert [one["day"] for one in team.api("ann").get(PATH, month="2026-11").json()["days"]] == ["2026-11-12"]


def test_hidden_amounts_are_not_added_up_and_a_hidden_day_has_no_calendar(team: Team) -> None:
    team.opportunity("ann", amount={"amount": "5.00"}, expected_on="2026-11-05")
    for name, hidden in (("dan", "amount"), ("fay", "expected_on")):
        team.people[name] = team.world.person(name)
        team.world.give(
            team.people[name], {"opportunity": {"view": "all"}}, {"opportunity": {hidden: ("hidden", False)}}
        )

    told = team.api("dan").get(PATH, month="2026-11").json()

    assert told["days"][0]["count"] == 1
    assert "amount" not in told["days"][0]["sums"]
    assert "amount" not in told["days"][0]["items"][0]
    assert team.api("fay").get(PATH, month="2026-11").status_code == 400
    assert team.api("fay").get("meta/opportunity").json()["list"]["calendar"] is None


def test_a_constant_number_of_statements(team: Team) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert team.api("ann").get(PATH, month="2026-11").status_code == 200
        return len(seen)

    customer = team.customer("ann")
    team.opportunity("ann", customer, expected_on="2026-11-02")
    few = statements()
    for day in range(3, 20):
        team.opportunity("ann", customer, expected_on=f"2026-11-{day:02}")
    assert statements() == few


def test_unknown_months_pages_and_words_are_refused(team: Team) -> None:
    for month in ("2026-13", "2026-1", "26-11", "x", "９９９９-11", "9999-12", "0001-01"):
        assert team.api("ann").get(PATH, month=month).status_code == 400, month
    for words in ({"page": 2}, {"cursor": "x"}, {"trash": "true"}, {"nonsense": 1}):
        assert team.api("ann").get(PATH, **words).status_code == 400, words
    assert team.api("ann").get("customer/calendar").status_code in (404, 405)
