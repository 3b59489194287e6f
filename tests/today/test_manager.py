"""The manager's view: exact sums, within the reach of who asks, from kept sums and from rows alike."""

from datetime import date, timedelta
from typing import Any

import pytest

from kezhou.modules.activities.follow_up.model import FollowUp
from kezhou.modules.today import integrity
from kezhou.modules.today.jobs import export_team
from kezhou.modules.today.models import ActivitySum
from kezhou.modules.today.spans import before, pieces, span
from kezhou.platform.access.models import RoleGrant
from kezhou.platform.base.sql import execute
from kezhou.platform.jobs.models import JobRecord
from kezhou.platform.org import epochs
from kezhou.sdk.reports import Span
from tests.contract.world import forget

from .conftest import Company


def view(company: Company, name: str, **asked: Any) -> dict[str, Any]:
    answer = company.api(name).get("manager/activity", **{"unit": "month", **asked})
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def figures(found: dict[str, Any]) -> dict[str, list[int]]:
    """calls, visits, follow-ups, effective, new customers, tasks, journals of those who did anything."""
    return {row["title"]: row["values"] for row in found["people"] if any(row["values"])}


def busy(company: Company) -> int:
    """Ann called twice this month and went there once; once last month. Bob wrote once. Eve is somebody else's."""
    acme, other = company.customer("Acme"), company.customer("Bob's", "bob")
    company.spoke(acme, 1, 2)
    company.spoke(acme, 3, kind="visit")
    company.spoke(acme, 28)
    company.spoke(other, 1, kind="wechat", author="bob")
    company.spoke(company.customer("Eve's", "eve"), 1, author="eve")
    task = company.world.make("task", {"title": "Offer"}, company.people["ann"])
    company.api("ann").post(f"task/{task}/actions/done", {}, If_Match='"1"')
    journal = company.world.make("journal", {"on": "2026-11-24", "done": "much"}, company.people["ann"])
    company.api("ann").patch(f"journal/{journal}", {"state": "submitted"}, 1)
    return acme


def test_sums_of_a_month_beside_as_many_days_of_the_month_before(company: Company) -> None:
    busy(company)

    found = view(company, "mia")

    assert figures(found) == {"Ann": [2, 1, 3, 3, 1, 1, 1], "Bob": [0, 0, 1, 1, 1, 0, 0]}
    assert found["total"]["values"] == [2, 1, 4, 4, 2, 1, 1]
    assert (found["previous"]["from"], found["previous"]["to"]) == ("2026-10-01", "2026-10-25")
    assert found["total"]["previous"] == [0] * 7
    tree = {each["title"]: each["values"][2] for each in found["departments"]}
    assert tree == {"Head office": 4, "East": 4, "East one": 4}
    assert {day["on"]: day["values"][2] for day in found["course"]} == {
        "2026-11-22": 1,
        "2026-11-23": 1,
        "2026-11-24": 2,
        "2026-11-25": 0,
    }
    assert figures(view(company, "mia", on="2026-10-31")) == {"Ann": [1, 0, 1, 1, 0, 0, 0]}
    assert figures(view(company, "mia", unit="year"))["Ann"] == [3, 1, 4, 4, 1, 1, 1]
    assert figures(view(company, "mia", unit="day", on="2026-11-23"))["Ann"] == [1, 0, 1, 1, 0, 0, 0]


def test_nobody_sees_people_out_of_reach(company: Company) -> None:
    busy(company)

    assert [row["title"] for row in view(company, "ann")["people"]] == ["Ann"]
    assert [row["title"] for row in view(company, "eve")["people"]] == ["Eve"]
    assert view(company, "mia", person=company.people["eve"].id)["people"] == []
    assert view(company, "mia", department=company.world.west.id)["people"] == []
    assert company.api("ann").post("manager/export", {"unit": "month"}).status_code == 403
    assert not JobRecord.objects.exists()


def test_each_number_opens_the_rows_it_counts(company: Company) -> None:
    busy(company)
    found = view(company, "mia")
    ann = company.people["ann"].id

    for at, metric in enumerate(found["metrics"]):
        drill = found["drill"][metric]
        where = {"and": [drill["filter"], {"field": drill["person"], "op": "eq", "value": ann}]}
        answer = company.api("mia").get(drill["entity"], filter=where, limit=50)
        assert answer.status_code == 200, answer.content
        rows = answer.json()["items"]
        assert len(rows) == figures(found)["Ann"][at], metric


def test_a_narrowed_grant_is_answered_from_rows(company: Company) -> None:
    busy(company)
    RoleGrant.objects.filter(role__members__user=company.people["mia"], action="view").update(condition=None)
    whole = view(company, "mia")
    role = RoleGrant.objects.get(role__members__user=company.people["mia"], action="view").role
    for action in ("view", "export"):
        RoleGrant.objects.create(role=role, entity="follow_up", action=action, level="dept_tree")
    RoleGrant.objects.create(
        role=role,
        entity="task",
        action="view",
        level="dept_tree",
        condition={"field": "state", "op": "in", "value": ["open", "done"]},
    )
    epochs.bump_access(None)
    forget()

    rows = view(company, "mia")

    # The task reach is no longer of whole people: its figures are not told; all the others are the same, from rows.
    def without_tasks(found: dict[str, Any]) -> list[Any]:
        return [(row["title"], row["values"][:5], row["values"][6]) for row in found["people"]]

    assert without_tasks(rows) == without_tasks(whole)
    assert {row["values"][5] for row in rows["people"]} == {None}
    assert rows["course"] == []


def test_kept_sums_follow_every_change(company: Company) -> None:
    acme = busy(company)
    assert integrity.sums() == []
    ids = list(FollowUp.objects.filter(customer_id=acme).order_by("id").values_list("id", flat=True))
    ann = company.people["ann"]

    def calls() -> int:
        kept = ActivitySum.objects.filter(person=ann, grain="d").values_list("calls", flat=True)
        return sum(kept)

    assert calls() == 3
    FollowUp.objects.filter(id=ids[0]).update(kind="email")
    assert calls() == 2
    FollowUp.objects.filter(id__in=ids).update(deleted_at=company.world.clock.now())
    assert calls() == 0
    FollowUp.objects.filter(id__in=ids).update(deleted_at=None, kind="call", author=company.people["bob"])
    assert calls() == 0
    FollowUp.objects.filter(id=ids[1]).delete()
    assert integrity.sums() == []

    execute("UPDATE today_activitysum SET calls = calls + 1 WHERE person_id = %s AND grain = 'm'", (ann.id,))
    assert any(f"person {ann.id}, month" in line for line in integrity.sums())


def test_new_customers_are_kept_for_whoever_owns_them_now(company: Company) -> None:
    from kezhou.modules.parties.customer.model import Customer

    ids = [company.customer(name) for name in ("Acme", "Birch", "Cedar")]
    ann, bob = company.people["ann"], company.people["bob"]

    def kept(person: Any) -> int:
        found = ActivitySum.objects.filter(person=person, grain="m").values_list("new_customers", flat=True)
        return sum(found)

    Customer.objects.filter(id__in=ids).update(owner=ann)
    before = kept(ann)
    assert before == 3
    Customer.objects.filter(id=ids[0]).update(owner=bob)
    assert (kept(ann), kept(bob)) == (2, 1)
    Customer.objects.filter(id=ids[1]).update(deleted_at=company.world.clock.now())
    assert (kept(ann), kept(bob)) == (1, 1)
    Customer.objects.filter(id=ids[2]).update(name="Cedar Ltd")
    assert (kept(ann), kept(bob)) == (1, 1)
    assert integrity.sums() == []
    execute("UPDATE today_activitysum SET new_customers = 9 WHERE person_id = %s AND grain = 'd'", (ann.id,))
    assert any(f"person {ann.id}, day" in line for line in integrity.sums())


def test_the_company_s_midnight_divides_the_days(company: Company) -> None:
    acme = company.customer("Acme")
    for moment in (company.at(23, 23, 59), company.at(24, 0, 0)):
        company.follow_up(acme, at=moment.isoformat())

    kept = ActivitySum.objects.filter(grain="d", follow_ups__gt=0).order_by("day").values_list("day", "follow_ups")

    assert list(kept) == [(date(2026, 11, 23), 1), (date(2026, 11, 24), 1)]


def test_the_export_holds_what_the_view_shows(company: Company, settings: Any, tmp_path: Any) -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    from kezhou.platform.files import storage
    from kezhou.platform.files.models import StoredFile

    settings.FILES_ROOT = tmp_path
    busy(company)
    started = company.api("mia").post("manager/export", {"unit": "month", "on": "2026-11-25"})
    assert started.status_code == 200, started.content
    export_team(started.json()["job"], "month", "2026-11-25", None, None)

    record = JobRecord.objects.get(id=started.json()["job"])
    assert record.state == "done", record.message
    row = StoredFile.objects.get(id=record.result["file"])
    book = load_workbook(BytesIO(b"".join(storage.storage().read(row.key))))
    lines = [[cell.value for cell in line] for line in book.worksheets[0].iter_rows()]
    assert len(lines) == 1 + 3 + 1
    assert next(line for line in lines if line[1] == "Ann")[:9] == ["East one", "Ann", 2, 1, 3, 3, 1, 1, 1]


@pytest.mark.parametrize(
    ("unit", "day", "first", "end"),
    [
        ("day", date(2028, 2, 29), date(2028, 2, 29), date(2028, 3, 1)),
        ("week", date(2026, 11, 22), date(2026, 11, 16), date(2026, 11, 23)),
        ("month", date(2028, 2, 10), date(2028, 2, 1), date(2028, 3, 1)),
        ("quarter", date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1)),
        ("year", date(2026, 7, 1), date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_spans(unit: str, day: date, first: date, end: date) -> None:
    assert span(unit, day) == Span(first, end)


def test_what_a_span_is_compared_with() -> None:
    november = span("month", date(2026, 11, 10))
    assert before("month", november, date(2026, 11, 10)) == Span(date(2026, 10, 1), date(2026, 10, 11))
    assert before("month", november, date(2026, 12, 3)) == Span(date(2026, 10, 1), date(2026, 11, 1))
    march = span("month", date(2026, 3, 30))
    assert before("month", march, date(2026, 3, 30)) == Span(date(2026, 2, 1), date(2026, 3, 1))


def test_pieces_cover_every_day_once() -> None:
    for first in (date(2026, 1, 1), date(2026, 1, 15), date(2026, 11, 30)):
        for length in (1, 7, 30, 45, 100, 400):
            days = Span(first, first + timedelta(days=length))
            parts = pieces(days)
            covered: list[date] = []
            for part in (parts.head, parts.months, parts.tail):
                at = part.first
                while at < part.end:
                    covered.append(at)
                    at += timedelta(days=1)
            assert sorted(covered) == [first + timedelta(days=n) for n in range(length)]
