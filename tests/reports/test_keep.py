"""Keeping, sharing, sending and taking away reports and dashboards: for each reader only what the reader may see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core import mail as outbox

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.files import store as files
from kezhou.platform.jobs.models import JobRecord
from kezhou.platform.notify.models import InboxItem
from kezhou.platform.org.epochs import bump_access
from kezhou.platform.org.models import User
from kezhou.platform.reports import jobs, schedules
from kezhou.platform.reports.models import Dashboard, Report, ReportSchedule

from .conftest import Office, cells

BY_OWNER = {"entity": "customer", "dimensions": [{"field": "owner"}], "measures": [{"fn": "count"}]}


def keep(office: Office, who: str, **words: Any) -> int:
    body = {"name": "By owner", "definition": BY_OWNER, **words}
    response = office.api(who).post("report", body)
    assert response.status_code == 201, response.content
    return int(response.json()["id"])


def board(office: Office, who: str, report: int, **words: Any) -> int:
    tiles = [
        {"id": "t1", "x": 0, "y": 0, "w": 6, "h": 4, "report": report},
        {"id": "t2", "x": 6, "y": 0, "w": 6, "h": 4, "template": "customers.by_level", "title": "Levels"},
    ]
    response = office.api(who).post("dashboard", {"name": "Board", "tiles": tiles, **words})
    assert response.status_code == 201, response.content
    return int(response.json()["id"])


def test_a_report_is_private_until_it_is_shared_and_opens_no_rows(office: Office) -> None:
    office.customer("Ann one")
    office.customer("Bob one", "bob")
    report = keep(office, "mia")
    assert office.api("ann").get(f"report/{report}").status_code == 404
    shared = office.api("mia").patch(
        f"report/{report}", {"shares": [{"kind": "department", "id": office.world.east.id}]}
    )
    assert shared.status_code == 200, shared.content
    seen = office.api("ann").get(f"report/{report}").json()
    assert (seen["mine"], seen["can_change"], seen["shares"]) == (False, False, [])
    assert cells(office.run("ann", seen["definition"])) == {"Ann": 1}
    assert office.api("eve").get(f"report/{report}").status_code == 404
    assert [one["id"] for one in office.api("ann").get("report").json()["items"]] == [report]


def test_nobody_else_changes_a_shared_report(office: Office) -> None:
    report = keep(office, "mia", shares=[{"kind": "everybody"}])
    before = Report.objects.values().get(id=report)
    assert office.api("ann").patch(f"report/{report}", {"name": "Mine now"}).status_code == 403
    assert office.api("ann").delete(f"report/{report}").status_code == 403
    assert Report.objects.values().get(id=report) == before
    stale = office.api("mia").patch(f"report/{report}", {"name": "New", "version": 7})
    assert stale.status_code == 412
    assert office.api("mia").patch(f"report/{report}", {"name": "New", "version": 1}).json()["version"] == 2
    assert AuditEntry.objects.filter(entity="report", record_id=report, action="update").count() == 1


def test_bad_reports_and_tiles_are_refused_with_their_place(office: Office) -> None:
    api = office.api("ann")
    wrong = api.post("report", {"name": "X", "definition": {"entity": "customer", "dimensions": [{"field": "nope"}]}})
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "definition.dimensions.0.field")
    assert api.post("report", {"name": " ", "definition": BY_OWNER}).json()["errors"][0]["path"] == "name"
    keep(office, "ann")
    assert api.post("report", {"name": "By owner", "definition": BY_OWNER}).status_code == 409
    foreign = keep(office, "mia")
    for tile, path in (
        ({"id": "a", "x": 8, "y": 0, "w": 6, "h": 4, "report": 1}, "tiles.0"),
        ({"id": "a", "x": 0, "y": 0, "w": 6, "h": 4, "report": foreign}, "tiles.0.report"),
        ({"id": "a", "x": 0, "y": 0, "w": 6, "h": 4, "template": "no.such"}, "tiles.0.template"),
    ):
        response = api.post("dashboard", {"name": "B", "tiles": [tile]})
        assert (response.status_code, response.json()["errors"][0]["path"]) == (422, path)
    assert not Dashboard.objects.exists()


def test_a_dashboard_answers_all_tiles_and_says_which_it_cannot(office: Office) -> None:
    office.customer("Ann one", level="a")
    office.customer("Bob one", "bob", level="b")
    report = keep(office, "mia")
    dashboard = board(office, "mia", report, shares=[{"kind": "user", "id": office.people["ann"].id}])
    told = office.api("ann").get(f"dashboard/{dashboard}").json()
    assert [tile["name"] for tile in told["tiles"]] == ["By owner", "Levels"]
    data = office.api("ann").post("dashboard/data", {"dashboard": dashboard}).json()["tiles"]
    assert cells(data[0]["result"]) == {"Ann": 1}
    assert cells(data[1]["result"]) == {"A": 1}
    assert office.api("mia").delete(f"report/{report}").status_code == 204
    data = office.api("ann").post("dashboard/data", {"dashboard": dashboard}).json()["tiles"]
    assert data[0]["problem"]["code"] == "deleted"
    assert cells(data[1]["result"]) == {"A": 1}
    assert office.api("eve").post("dashboard/data", {"dashboard": dashboard}).status_code == 404


def test_a_role_begins_with_its_dashboard_and_a_person_may_choose(office: Office) -> None:
    from kezhou.platform.access import defaults
    from kezhou.platform.access.models import Role, UserRole

    defaults.ensure(office.world.system)
    UserRole.objects.create(user=office.people["ann"], role=Role.objects.get(key="sales"))
    first = office.api("ann").get("dashboard/first").json()["dashboard"]
    assert first["key"] == "sales"
    assert "customers.mine_by_status" in {tile["template"] for tile in first["tiles"]}
    own = board(office, "ann", keep(office, "ann"))
    chosen = office.api("ann").call("PUT", "dashboard/first", {"dashboard": own})
    assert chosen.json()["dashboard"]["id"] == own
    office.api("ann").delete(f"dashboard/{own}")
    assert office.api("ann").get("dashboard/first").json()["dashboard"]["key"] == "sales"


def _pack(office: Office, who: str, **which: Any) -> Any:
    response = office.api(who).post("report/pack", which)
    assert response.status_code == 200, response.content
    record = JobRecord.objects.get(id=response.json()["job"])
    jobs.make_pack(record.id, **which)
    record.refresh_from_db()
    assert record.state == "done", record.message
    ctx = ctx_for_user(office.people[who].id)
    _row, content = files.open_file(ctx, record.result["file"])
    return openpyxl.load_workbook(BytesIO(b"".join(content)))


def test_the_pack_has_a_sheet_per_report_and_asks_for_the_right_to_export(office: Office) -> None:
    office.customer("Ann one", level="a")
    office.customer("Bob one", "bob", level="b")
    User.objects.filter(id=office.people["mia"].id).update(locale="en")
    dashboard = board(office, "mia", keep(office, "mia"), shares=[{"kind": "everybody"}])
    book = _pack(office, "mia", dashboard=dashboard)
    assert book.sheetnames == ["By owner", "Levels", "About this file"]
    rows = [[cell.value for cell in row] for row in book["By owner"].iter_rows()]
    assert rows == [["Owner", "Count"], ["Ann", 1], ["Bob", 1], ["Total", 2]]
    before = JobRecord.objects.count()
    refused = office.api("ann").post("report/pack", {"dashboard": dashboard})
    assert refused.status_code == 403
    assert JobRecord.objects.count() == before
    assert AuditEntry.objects.filter(entity="dashboard", action="export").count() == 1


def test_a_schedule_sends_each_recipient_their_own_figures(office: Office, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.invalid"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.KEZHOU_URL = "https://crm.example.com"
    for name in ("mia", "ann"):
        User.objects.filter(id=office.people[name].id).update(email=f"{name}@example.com", locale="en")
    office.customer("Ann one")
    office.customer("Bob one", "bob")
    report = keep(office, "mia")
    people = [office.people["mia"].id, office.people["ann"].id]
    words = {"report": report, "every": "month", "on_day": 1, "hour": 8, "recipients": people}
    made = office.api("mia").post("report/schedule", words)
    assert made.status_code == 201, made.content
    schedule = ReportSchedule.objects.get(id=made.json()["id"])
    assert schedule.next_at == datetime(2026, 12, 1, 0, tzinfo=UTC)
    assert schedules.send_due(office.world.system) == 0
    office.world.clock.moment = schedule.next_at + timedelta(minutes=3)
    assert schedules.send_due(office.world.system) == 1
    assert schedules.send_due(office.world.system) == 0
    for user in people:
        jobs.send_report(schedule.id, user, "")
        done = JobRecord.objects.filter(actor_id=user, kind=jobs.PACK_JOB).last()
        jobs.send_mail(schedule.id, user, done.result["file"] if done else None)
    to_mia, to_ann = outbox.outbox
    assert "Bob" in to_mia.alternatives[0][0]
    assert "Bob" not in to_ann.alternatives[0][0]
    assert "Ann" in to_ann.alternatives[0][0]
    assert [len(to_mia.attachments), len(to_ann.attachments)] == [1, 0]  # Ann may not export
    assert InboxItem.objects.filter(kind="report", record_id=report).count() == 2


def test_a_schedule_is_its_owners_alone(office: Office) -> None:
    report = keep(office, "mia")
    words = {"report": report, "every": "week", "on_day": 1, "hour": 9, "recipients": [office.people["mia"].id]}
    assert office.api("ann").post("report/schedule", words).status_code == 404
    made = office.api("mia").post("report/schedule", words).json()["id"]
    assert office.api("ann").patch(f"report/schedule/{made}", {"hour": 1}).status_code == 404
    assert office.api("ann").delete(f"report/schedule/{made}").status_code == 404
    assert ReportSchedule.objects.get(id=made).hour == 9
    bad = office.api("mia").patch(f"report/schedule/{made}", {"on_day": 9})
    assert (bad.status_code, bad.json()["errors"][0]["path"]) == (422, "on_day")
    assert office.api("mia").delete(f"report/schedule/{made}").status_code == 204


def test_a_schedule_can_be_changed_when_a_recipient_has_left(office: Office) -> None:
    people = [office.people[name].id for name in ("mia", "ann")]
    words = {"template": "sales.month", "every": "week", "on_day": 1, "hour": 9, "recipients": people}
    made = office.api("mia").post("report/schedule", words).json()["id"]
    User.objects.filter(id=people[1]).update(status="disabled")
    assert office.api("mia").patch(f"report/schedule/{made}", {"active": False}).status_code == 200
    named = office.api("mia").patch(f"report/schedule/{made}", {"recipients": people})
    assert (named.status_code, named.json()["errors"][0]["path"]) == (422, "recipients")
    kept = ReportSchedule.objects.get(id=made)
    assert (kept.active, kept.recipients) == (False, people)


@pytest.mark.parametrize(
    ("every", "day", "expected"),
    [("day", 1, "2026-02-01 08:00"), ("week", 1, "2026-02-02 08:00"), ("month", 31, "2026-02-28 08:00")],
)
def test_when_a_schedule_is_due_next(every: str, day: int, expected: str) -> None:
    after = datetime(2026, 1, 31, 8, tzinfo=COMPANY_ZONE)
    found = schedules.next_moment(every, day, 8, after).astimezone(COMPANY_ZONE)
    assert found.strftime("%Y-%m-%d %H:%M") == expected


@pytest.mark.parametrize("who", ["mia", "ann"])
@pytest.mark.parametrize("when", ["before it is due", "while it waits", "before the mail"])
def test_c18_nothing_goes_out_for_or_to_somebody_who_left(office: Office, settings: Any, who: str, when: str) -> None:
    """Mia keeps a schedule, Ann gets it; one of the two leaves at some step of the way."""
    settings.EMAIL_HOST = "mail.invalid"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    User.objects.filter(id=office.people["ann"].id).update(email="ann@example.com")
    ann = office.people["ann"].id
    words = {"report": keep(office, "mia"), "every": "day", "hour": 8, "recipients": [ann]}
    schedule = ReportSchedule.objects.get(id=office.api("mia").post("report/schedule", words).json()["id"])
    office.world.clock.moment = schedule.next_at + timedelta(minutes=3)

    def leaves() -> None:
        User.objects.filter(id=office.people[who].id).update(status="disabled")
        bump_access(None)

    if when == "before it is due":
        leaves()
    assert schedules.send_due(office.world.system) == (0 if when == "before it is due" and who == "mia" else 1)
    if when == "while it waits":
        leaves()
    jobs.send_report(schedule.id, ann, "")
    told = InboxItem.objects.filter(kind="report", user_id=ann).count()
    assert told == (1 if when == "before the mail" else 0)
    if when == "before the mail":
        leaves()
    jobs.send_mail(schedule.id, ann, None)
    assert outbox.outbox == []
