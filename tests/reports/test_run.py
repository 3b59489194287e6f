"""What reports answer: exact numbers, for each reader exactly of the rows that the reader's lists show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.audit.models import History
from kezhou.platform.reports.answer import answer

from .conftest import OWN, Office, cells

COUNT = {"fn": "count"}
CAPITAL = {"amount": "0", "currency": "CNY"}


def money(amount: int) -> dict[str, str]:
    return {"amount": f"{amount}.00", "currency": "CNY"}


@pytest.fixture
def filled(office: Office) -> Office:
    office.customer("Ann one", level="a", at="2026-11-03", registered_capital=money(100), region="440305")
    office.customer("Ann two", level="a", at="2026-11-20", registered_capital=money(50), region="440106")
    office.customer("Ann three", level="b", at="2026-10-05", region="310115")
    office.customer("Bob one", "bob", level="b", at="2026-10-22", registered_capital=money(30))
    office.customer("Eve one", "eve", at="2026-09-30", registered_capital=money(7))
    return office


def test_a_report_counts_exactly_what_its_reader_may_see(filled: Office) -> None:
    asked = {"entity": "customer", "dimensions": [{"field": "owner"}], "measures": [COUNT]}
    assert cells(filled.run("mia", asked)) == {"Ann": 3, "Bob": 1}
    assert cells(filled.run("ann", asked)) == {"Ann": 3}
    whole = filled.run("mia", asked)["totals"]["all"]["values"]
    assert whole == [4]


def test_measures_over_groups_and_their_total(filled: Office) -> None:
    measures = [
        COUNT,
        {"fn": "sum", "field": "registered_capital"},
        {"fn": "avg", "field": "registered_capital"},
        {"fn": "max", "field": "registered_capital"},
        {"fn": "distinct", "field": "owner"},
        {"fn": "count", "filter": {"field": "level", "op": "eq", "value": "a"}},
        {"fn": "ratio", "of": 5, "by": 0},
    ]
    asked = {"entity": "customer", "dimensions": [{"field": "level"}], "measures": measures, "sort": {"by": "key"}}
    found = filled.run("mia", asked)
    rows = {found["axes"][0][cell["at"][0]]["key"]: cell["values"] for cell in found["cells"]}
    assert rows == {
        "a": [2, "150.00", "75.00", "100.00", 1, 2, "100"],
        "b": [2, "30.00", "30.00", "30.00", 2, 0, "0"],
    }
    assert found["totals"]["all"]["values"] == [4, "180.00", "60.00", "100.00", 2, 2, "50"]


def test_months_without_rows_are_there_and_the_period_before_stands_beside_them(filled: Office) -> None:
    asked = {
        "entity": "customer",
        "dimensions": [{"field": "created_at", "grain": "month"}],
        "measures": [COUNT],
        "date_field": "created_at",
        "period": {"unit": "month", "from": -1, "to": 0},
        "compare": "previous",
    }
    found = filled.run("mia", asked)
    assert [entry["title"] for entry in found["axes"][0]] == ["2026-10", "2026-11"]
    assert [cell["values"] for cell in found["cells"]] == [[2], [2]]
    assert [cell["previous"] for cell in found["cells"]] == [[0], [0]]  # Eve's, in September, is out of reach
    assert found["previous"] == {"first": "2026-08-01", "last": "2026-09-22"}
    july = filled.run("mia", {**asked, "compare": ""}, period={"first": "2026-07-01", "last": "2026-08-31"})
    assert july["cells"] == []
    assert [entry["title"] for entry in july["axes"][0]] == ["2026-07", "2026-08"]


def test_what_is_beyond_the_top_stands_together_and_adds_up(filled: Office) -> None:
    for number in range(3):
        filled.customer(f"More {number}", "bob", level="c")
    asked = {
        "entity": "customer",
        "dimensions": [{"field": "level"}],
        "measures": [COUNT, {"fn": "avg", "field": "registered_capital"}, {"fn": "distinct", "field": "owner"}],
        "top": 1,
    }
    found = filled.run("mia", asked)
    entries = found["axes"][0]
    assert [entry["title"] for entry in entries] == ["C", "Others (2)"]
    assert [cell["values"] for cell in found["cells"]] == [[3, None, 1], [4, "60.00", None]]
    listed = filled.api("mia").get("customer", filter=entries[1]["filter"], total="exact").json()
    assert listed["total"] == 4


def test_a_pivot_has_totals_of_rows_and_columns(filled: Office) -> None:
    asked = {
        "entity": "customer",
        "dimensions": [{"field": "owner"}, {"field": "level"}],
        "measures": [COUNT, {"fn": "sum", "field": "registered_capital"}],
        "chart": "pivot",
    }
    found = filled.run("mia", asked)
    assert cells(found) == {("Ann", "A"): 2, ("Ann", "B"): 1, ("Bob", "B"): 1}
    assert [row["values"] for row in found["totals"]["rows"]] == [[3, "150.00"], [1, "30.00"]]
    columns = dict(zip([e["title"] for e in found["axes"][1]], found["totals"]["columns"], strict=True))
    assert columns["A"]["values"] == [2, "150.00"]
    assert columns["B"]["values"] == [2, "30.00"]


@pytest.mark.parametrize(
    "dimension",
    [
        {"field": "owner"},
        {"field": "level"},
        {"field": "dept", "level": 2},
        {"field": "region", "grain": "province"},
        {"field": "created_at", "grain": "week"},
        {"field": "registered_capital", "bands": [40, 100]},
    ],
)
def test_behind_every_number_is_the_list_that_it_counts(filled: Office, dimension: dict[str, Any]) -> None:
    asked = {
        "entity": "customer",
        "dimensions": [dimension],
        "measures": [COUNT],
        "filter": {"field": "name", "op": "not_empty"},
    }
    found = filled.run("mia", asked)
    assert len(found["cells"]) >= 1
    for cell in found["cells"]:
        entry = found["axes"][0][cell["at"][0]]
        listed = filled.api("mia").get("customer", filter={"and": [found["filter"], entry["filter"]]}, total="exact")
        assert listed.json()["total"] == cell["values"][0], entry


def test_departments_by_level_and_fields_of_linked_records(filled: Office) -> None:
    system = filled.world.admin
    by_level = {"entity": "customer", "dimensions": [{"field": "dept", "level": 2}], "measures": [COUNT]}
    response = system.post("report/run", {"definition": by_level})
    assert cells(response.json()) == {"East": 4, "West": 1}
    contact = {"name": "Somebody", "customer": filled.customer("With contact", level="c")}
    filled.world.make("contact", contact, filled.people["ann"])
    hop = {"entity": "contact", "dimensions": [{"field": "customer.level"}], "measures": [COUNT]}
    assert cells(filled.run("ann", hop)) == {"C": 1}


def test_a_hidden_field_is_no_group_no_measure_and_no_condition(office: Office) -> None:
    office.customer("Ann one", level="a")
    spy = office.world.person("spy", office.world.east_1)
    hidden = {"customer": {"level": ("hidden", False), "registered_capital": ("hidden", False)}}
    office.world.give(spy, {"*": {"view": "all"}}, hidden)
    api = office.world.api(spy)
    for wrong in (
        {"dimensions": [{"field": "level"}]},
        {"measures": [{"fn": "sum", "field": "registered_capital"}]},
        {"measures": [{"fn": "count", "filter": {"field": "level", "op": "eq", "value": "a"}}]},
        {"filter": {"field": "level", "op": "eq", "value": "a"}},
    ):
        answer = api.post("report/run", {"definition": {"entity": "customer", **wrong}})
        unknown = {k: _renamed(v) for k, v in wrong.items()}
        missing = api.post("report/run", {"definition": {"entity": "customer", **unknown}})
        assert answer.status_code == missing.status_code
        assert answer.status_code in (400, 422), answer.content
        assert answer.json()["code"] == missing.json()["code"]  # as if there were no such field
    told = api.get("report/fields", entity="customer").json()
    assert "level" not in {one["field"] for one in told["dimensions"]}
    assert "registered_capital" not in {one["field"] for one in told["measures"]}


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: "no_such" if k == "field" else _renamed(v) for k, v in value.items()}
    return [_renamed(one) for one in value] if isinstance(value, list) else value


def test_as_of_a_past_day_tracked_fields_hold_what_they_held(office: Office) -> None:
    customer = office.customer("Ann one", level="b", at="2026-10-01")
    made, changed = _at(2026, 10, 1), _at(2026, 11, 10)
    tracked = {"entity": "customer", "record_id": customer, "field": "level"}
    History.objects.filter(**tracked).delete()
    History.objects.create(**tracked, value="a", valid_from=made, valid_to=changed)
    History.objects.create(**tracked, value="b", valid_from=changed)
    office.customer("Later", level="a", at="2026-11-15")
    asked = {"entity": "customer", "dimensions": [{"field": "level"}], "measures": [COUNT]}
    assert cells(office.run("ann", asked)) == {"A": 1, "B": 1}
    assert cells(office.run("ann", {**asked, "as_of": "2026-11-09"})) == {"A": 1}
    assert cells(office.run("ann", {**asked, "as_of": "2026-11-10"})) == {"B": 1}
    narrowed = {**asked, "filter": {"field": "level", "op": "eq", "value": "a"}}
    assert cells(office.run("ann", narrowed, as_of="2026-11-09")) == {"A": 1}
    assert office.run("ann", {**asked, "as_of": "2026-11-09"})["axes"][0][0]["filter"] is None
    future = office.api("ann").post("report/run", {"definition": {**asked, "as_of": "2027-01-01"}})
    assert future.status_code == 422


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=COMPANY_ZONE)


@pytest.mark.parametrize(
    ("definition", "path"),
    [
        ({"entity": "customer", "dimension": []}, "definition.dimension"),
        ({"entity": "customer", "dimensions": [{"field": "level"}] * 3}, "definition.dimensions"),
        (
            {"entity": "customer", "dimensions": [{"field": "created_at", "grain": "hour"}]},
            "definition.dimensions.0.grain",
        ),
        ({"entity": "customer", "dimensions": [{"field": "phone"}]}, "definition.dimensions.0.field"),
        ({"entity": "customer", "measures": [{"fn": "sum", "field": "name"}]}, "definition.measures.0.field"),
        ({"entity": "customer", "measures": [{"fn": "ratio", "of": 0, "by": 0}]}, "definition.measures.0"),
        ({"entity": "customer", "date_field": "name"}, "definition.date_field"),
        ({"entity": "customer", "top": 100000}, "definition.top"),
        ({"entity": "customer", "period": {"first": "2026-02-01", "last": "2026-01-01"}}, "definition.period.last"),
        ({"entity": "customer", "chart": "map"}, "definition.chart"),
        ({"items": ["customers.new", "no.such"]}, "definition.items"),
    ],
)
def test_bad_input_names_the_field(office: Office, definition: Any, path: str) -> None:
    response = office.api("mia").post("report/run", {"definition": definition})
    assert response.status_code == 422, response.content
    assert response.json()["errors"][0]["path"] == path


def test_an_entity_without_the_right_is_refused(office: Office) -> None:
    nobody = office.world.person("nobody")
    office.world.give(nobody, {"contact": OWN})
    response = office.world.api(nobody).post("report/run", {"definition": {"entity": "customer"}})
    assert response.status_code == 403
    offered = {one["key"] for one in office.world.api(nobody).get("report/sources").json()["items"]}
    assert "contact" in offered
    assert "customer" not in offered
    assert office.api("ann").post("report/run", {"definition": {"entity": "no_such"}}).status_code == 404


def test_a_report_is_one_statement_and_two_when_compared(filled: Office) -> None:
    ctx = ctx_for_user(filled.people["mia"].id, filled.world.clock)
    asked = {
        "entity": "customer",
        "dimensions": [{"field": "created_at", "grain": "month"}, {"field": "level"}],
        "date_field": "created_at",
        "period": {"unit": "month", "from": -11, "to": 0},
    }
    for definition, statements in ((asked, 1), ({**asked, "compare": "year"}, 2)):
        with CaptureQueriesContext(connection) as queries:
            answer(ctx, definition)
        texts = [query["sql"] for query in queries.captured_queries]
        rows = [text for text in texts if "parties_customer" in text and "FROM access_share" not in text]
        assert len(rows) == statements
        assert len(texts) <= 3 * statements  # and what is shared with her, as for every list
