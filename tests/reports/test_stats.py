"""Statistics: items by person, department, position and day, of those whom the reader reaches."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from kezhou.platform.org.models import Position, User
from kezhou.platform.reports.statitems import StatItem, known, stat_item

from .conftest import Office, cells

NOVEMBER = {"first": "2026-11-01", "last": "2026-11-30"}


def _follow_up(office: Office, who: str, customer: int, kind: str = "call") -> None:
    values = {"customer": customer, "kind": kind, "content": "talked about the offer"}
    office.world.make("follow_up", values, office.people[who])


def test_items_by_person_department_and_position(office: Office) -> None:
    now = office.world.clock.now()
    post = Position.objects.create(name="Rep", created_at=now, updated_at=now)
    User.objects.filter(id=office.people["ann"].id).update(position=post)
    first = office.customer("Ann one", at="2026-11-03")
    office.customer("Ann old", at="2026-10-03")
    second = office.customer("Bob one", "bob", at="2026-11-05")
    office.customer("Eve one", "eve", at="2026-11-05")
    for who, customer, kind in (("ann", first, "call"), ("ann", first, "visit"), ("bob", second, "call")):
        _follow_up(office, who, customer, kind)
    items = ["customers.new", "customers.stock", "activities.calls", "activities.follow_ups"]
    asked = {"items": items, "by": "person", "period": NOVEMBER}
    found = office.run("mia", asked)
    rows = {found["axes"][0][cell["at"][0]]["title"]: cell["values"] for cell in found["cells"]}
    assert rows == {"Ann": [1, 2, 1, 2], "Bob": [1, 1, 1, 1]}
    assert found["totals"]["all"]["values"] == [2, 3, 2, 3]
    assert cells(office.run("mia", {**asked, "by": "department"}), 3) == {"East one": 3}
    assert cells(office.run("mia", {**asked, "by": "position"}), 3) == {"Rep": 2, "Not filled in": 1}
    assert cells(office.run("ann", asked), 3) == {"Ann": 2}
    west = office.run("mia", asked, department=office.world.west.id)
    assert west["totals"]["all"]["values"] == [0, 0, 0, 0]


def test_of_people_out_of_reach_kept_sums_tell_no_number(office: Office) -> None:
    """Bob calls Ann's customer: Ann reads that call, the sums kept per person do not know it. No number is no zero."""
    customer = office.customer("Ann one", at="2026-11-03")
    _follow_up(office, "ann", customer)
    _follow_up(office, "bob", customer)
    stat_item(StatItem("test.talks", "Talks", "Test", "follow_up", date_field="at", person="author"))
    try:
        asked = {"items": ["test.talks", "activities.calls"], "by": "person", "period": NOVEMBER}
        for reader, expected in (("ann", {"Ann": [1, 1], "Bob": [1, None]}), ("mia", {"Ann": [1, 1], "Bob": [1, 1]})):
            found = office.run(reader, asked)
            told = {found["axes"][0][cell["at"][0]]["title"]: cell["values"] for cell in found["cells"]}
            assert told == expected
    finally:
        del known["test.talks"]


def test_by_day_every_day_is_there_and_the_week_before_beside_it(office: Office) -> None:
    office.customer("Ann one", at="2026-11-17")
    office.customer("Ann two", at="2026-11-10")
    asked = {
        "items": ["customers.new"],
        "by": "day",
        "period": {"first": "2026-11-16", "last": "2026-11-22"},
        "compare": "previous",
    }
    found = office.run("ann", asked)
    assert [cell["values"][0] for cell in found["cells"]] == [0, 1, 0, 0, 0, 0, 0]
    assert [cell["previous"][0] for cell in found["cells"]] == [0, 1, 0, 0, 0, 0, 0]


def test_behind_a_figure_is_its_list(office: Office) -> None:
    office.customer("Ann one", at="2026-11-17")
    office.customer("Ann old", at="2026-10-17")
    found = office.run("ann", {"items": ["customers.new"], "by": "person", "period": NOVEMBER})
    drill = found["measures"][0]["drill"]
    subject = found["axes"][0][0]["subject"]
    assert subject == {"kind": "person", "id": office.people["ann"].id}
    who = {"field": drill["person"], "op": "eq", "value": subject["id"]}
    listed = office.api("ann").get(drill["entity"], filter={"and": [drill["filter"], who]}, total="exact").json()
    assert listed["total"] == 1


def test_items_that_one_may_not_read_are_left_out(office: Office) -> None:
    nobody = office.world.person("nobody")
    office.world.give(nobody, {"contact": {"view": "own"}})
    api = office.world.api(nobody)
    assert {item["key"] for item in api.get("stat/items").json()["items"]} == {"contacts.new"}
    mixed = api.post("report/run", {"definition": {"items": ["customers.new", "contacts.new"]}})
    assert [one["label"] for one in mixed.json()["measures"]] == ["New contacts"]
    assert api.post("report/run", {"definition": {"items": ["customers.new"]}}).status_code == 422


def test_different_things_are_counted_once_per_group_and_once_in_all(office: Office) -> None:
    from kezhou.platform.reports.definition import Measure

    stat_item(StatItem("test.spoken", "Customers spoken with", "Test", "follow_up", None,
                       Measure("distinct", "customer"), "at", "author"))  # fmt: skip
    try:
        shared = office.customer("Shared")
        mine = office.customer("Mine")
        for who, customer in (("ann", shared), ("ann", shared), ("ann", mine), ("bob", shared)):
            _follow_up(office, who, customer)
        asked = {"items": ["test.spoken"], "by": "person", "period": NOVEMBER}
        found = office.run("mia", asked)
        assert (cells(found), found["totals"]["all"]["values"]) == ({"Ann": 2, "Bob": 1}, [2])
        folded = office.run("mia", {**asked, "by": "department"})
        assert (cells(folded), folded["totals"]["all"]["values"]) == ({"East one": 2}, [2])
        assert office.run("ann", asked)["totals"]["all"]["values"] == [2]
        assert found["measures"][0] == {"label": "Customers spoken with", "format": "number", "fn": "distinct",
                                        "filter": None, "drill": None, "left_out": 0}  # fmt: skip
    finally:
        del known["test.spoken"]


def test_a_stock_is_told_as_of_the_end_of_the_days_that_are_over(office: Office) -> None:
    from kezhou.modules.parties.customer.model import Customer

    office.customer("October", at="2026-10-05")
    gone = office.customer("Gone since", at="2026-10-06")
    office.customer("November", at="2026-11-05")
    Customer.objects.filter(id=gone).update(deleted_at=office.world.clock.now())
    asked = {"items": ["customers.stock"], "by": "person", "compare": "previous"}
    october = {"first": "2026-10-01", "last": "2026-10-31"}
    assert cells(office.run("mia", {**asked, "period": october})) == {"Ann": 2}
    now = office.run("mia", {**asked, "period": NOVEMBER})
    assert (now["cells"][0]["values"], now["cells"][0]["previous"]) == ([2], [2])
    assert office.run("mia", {**asked, "by": "month", "period": NOVEMBER})["cells"][0]["values"] == [None]


def test_items_over_the_same_rows_share_a_statement(office: Office) -> None:
    from kezhou.platform.access.people import ctx_for_user
    from kezhou.platform.reports import stats
    from kezhou.platform.reports.definition import Measure

    stat_item(StatItem("test.many", "Customers", "Test", "customer"))
    stat_item(StatItem("test.capital", "Capital", "Test", "customer", None, Measure("sum", "registered_capital")))
    try:
        for name, owner, capital in (("A", "ann", "10.50"), ("B", "ann", "2"), ("C", "bob", "7")):
            office.customer(name, owner, registered_capital={"amount": capital, "currency": "CNY"})
        ctx = ctx_for_user(office.people["mia"].id, office.world.clock)
        statements = []
        for items in (["test.many"], ["test.many", "test.capital"]):
            asked = stats.parse({"items": items, "by": "person", "period": NOVEMBER})
            stats.run(ctx, asked)
            with CaptureQueriesContext(connection) as caught:
                found = stats.run(ctx, asked)
            statements.append(len(caught))
        assert statements[0] == statements[1]
        assert (cells(found), cells(found, 1)) == ({"Ann": 2, "Bob": 1}, {"Ann": "12.50", "Bob": "7.00"})
        assert found["totals"]["all"]["values"] == [3, "19.50"]
    finally:
        del known["test.many"], known["test.capital"]
