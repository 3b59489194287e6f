"""Reports by mail as a real server gets them: own figures, with the rights of the moment of sending."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from kezhou.modules.sales import defaults as sales
from kezhou.platform.access.models import UserRole
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.jobs.registry import Retry
from kezhou.platform.notify.models import InboxItem
from kezhou.platform.org.models import User
from kezhou.platform.reports import jobs, schedules
from kezhou.platform.reports.models import Report, ReportSchedule, ReportShare
from tests.contract.world import forget
from tests.fakes.smtp import PASSWORD, USER, Box, mail_box

from .conftest import Office
from .test_keep import board, keep


@pytest.fixture
def box(settings: Any) -> Iterator[Box]:
    with mail_box() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = USER, PASSWORD
        settings.DEFAULT_FROM_EMAIL = "客舟 <crm@example.com>"
        settings.KEZHOU_URL = "https://crm.example.com"
        yield box


@pytest.fixture
def staffed(office: Office) -> Office:
    for name in ("mia", "ann", "eve"):
        User.objects.filter(id=office.people[name].id).update(email=f"{name}@example.com", locale="en")
    office.customer("Ann one", at="2026-10-05")
    office.customer("Bob one", "bob", at="2026-11-05")
    return office


def read(content: bytes) -> tuple[EmailMessage, str, list[EmailMessage]]:
    letter = message_from_bytes(content, policy=default)
    html = letter.get_body(("html",))
    assert html is not None
    return letter, html.get_content(), list(letter.iter_attachments())


def waiting(name: str) -> list[dict[str, Any]]:
    """The arguments of the jobs of one kind that wait, in their order; taken off the queue."""
    rows = fetch_all(
        "DELETE FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo' RETURNING args::text, id", (name,)
    )
    return [json.loads(row[0]) for row in sorted(rows, key=lambda row: row[1])]


def work() -> None:
    for name, job in (("reports_send_once", jobs.send_once), ("reports_mail_once", jobs.mail_once),
                      ("reports_send", jobs.send_report), ("reports_mail", jobs.send_mail)):  # fmt: skip
        for given in waiting(name):
            job(**given)


def ids(office: Office, *names: str) -> list[int]:
    return [office.people[name].id for name in names]


def test_the_month_end_pack_goes_out_with_one_call(staffed: Office, box: Box) -> None:
    last = {"unit": "month", "from": -1, "to": -1}
    dashboard = board(staffed, "mia", keep(staffed, "mia", definition={
        "entity": "customer", "dimensions": [{"field": "owner"}], "measures": [{"fn": "count"}],
        "date_field": "created_at"}))  # fmt: skip
    body = {"dashboard": dashboard, "period": last, "recipients": ids(staffed, "mia", "ann")}
    answer = staffed.api("mia").post("report/send", body)
    assert (answer.status_code, answer.json()) == (202, {"sent": 2, "mail": True})
    work()
    (to_mia, html_mia, files), (to_ann, html_ann, none) = (read(letter.content) for letter in box.letters)
    assert (to_mia["Subject"], to_mia["To"], to_ann["To"]) == ("Board", "mia@example.com", "ann@example.com")
    assert "<td>Ann</td><td>1</td>" in html_mia  # October's, of the two customers
    assert "Bob" not in html_mia
    assert "<td>Ann</td><td>1</td>" in html_ann
    assert f"https://crm.example.com/dashboards?open={dashboard}" in html_ann
    assert ([one.get_content_type() for one in files], none) == (
        ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"], [],
    )  # fmt: skip
    sheet = openpyxl.load_workbook(BytesIO(files[0].get_content()))["By owner 2026-10"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()][:2] == [["Owner", "Count"], ["Ann", 1]]
    assert InboxItem.objects.filter(kind="report", record_id=dashboard).count() == 2
    assert AuditEntry.objects.filter(entity="dashboard", record_id=dashboard, action="sent").count() == 1


def test_a_letter_says_what_is_in_no_sum(staffed: Office, box: Box) -> None:
    sales.ensure(staffed.world.system)
    forget()
    customer = staffed.customer("Abroad")
    for amount in ({"amount": "20.00", "currency": "CNY"}, {"amount": "7", "currency": "JPY"}):
        values = {"name": "Line", "customer": customer, "amount": amount}
        staffed.world.make("opportunity", values, staffed.people["ann"])
    report = keep(staffed, "mia", definition={
        "entity": "opportunity", "dimensions": [{"field": "owner"}], "measures": [{"fn": "sum", "field": "amount"}],
    })  # fmt: skip
    shown = {"report": report, "recipients": ids(staffed, "ann")}
    assert staffed.api("mia").post("report/send", shown).status_code == 202
    work()
    letter, html, _files = read(box.letters[0].content)
    plain = letter.get_body(("plain",))
    assert plain is not None
    told = "1 more rows are not in it, for no exchange rate of their currency is kept"
    assert html.count(told) == plain.get_content().count(told) == 1
    assert "<td>20.00</td>" in html


def test_rights_are_those_of_the_moment_of_sending(staffed: Office, box: Box) -> None:
    report = keep(staffed, "mia")
    shown = {"report": report, "recipients": ids(staffed, "ann")}
    assert staffed.api("mia").post("report/send", shown).status_code == 202
    staffed.customer("Ann two")
    (given,) = waiting("reports_send_once")
    UserRole.objects.filter(user=staffed.people["ann"]).delete()
    staffed.world.give(staffed.people["ann"], {"contact": {"view": "own"}})
    jobs.send_once(**given)
    work()
    (_letter, html, _files) = read(box.letters[0].content)
    assert "Ann" not in html
    assert "You do not have the right" in html


def test_nothing_is_sent_on_for_who_may_not_use_it(staffed: Office, box: Box) -> None:
    report = keep(staffed, "mia", shares=[{"kind": "user", "id": staffed.people["ann"].id}])
    assert (
        staffed.api("eve").post("report/send", {"report": report, "recipients": ids(staffed, "eve")}).status_code == 404
    )
    for people in ([], ["ann"], [0], None):
        refused = staffed.api("mia").post("report/send", {"report": report, "recipients": people})
        assert refused.status_code == 422, people
    assert waiting("reports_send_once") == []
    words = {"report": report, "every": "day", "recipients": ids(staffed, "ann")}
    made = staffed.api("ann").post("report/schedule", words).json()["id"]
    assert (
        staffed.api("ann").post("report/send", {"report": report, "recipients": ids(staffed, "eve")}).status_code == 202
    )
    ReportShare.objects.all().delete()
    staffed.world.clock.moment = ReportSchedule.objects.get(id=made).next_at + timedelta(minutes=1)
    assert schedules.send_due(staffed.world.system) == 1
    work()
    assert box.letters == []
    assert not InboxItem.objects.filter(kind="report").exists()
    assert Report.objects.get(id=report).deleted_at is None


def test_a_server_that_refuses_is_asked_again(staffed: Office, box: Box) -> None:
    box.refuses.add("ann@example.com")
    staffed.api("mia").post("report/send", {"template": "customers.by_level", "recipients": ids(staffed, "ann")})
    for given in waiting("reports_send_once"):
        jobs.send_once(**given)
    (given,) = waiting("reports_mail_once")
    with pytest.raises(Retry):
        jobs.mail_once(**given)
    box.refuses.clear()
    jobs.mail_once(**given)
    assert [letter.to for letter in box.letters] == [["ann@example.com"]]


def test_without_a_mail_server_it_reaches_the_inbox(staffed: Office, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    answer = staffed.api("mia").post("report/send", {"template": "month_end", "recipients": ids(staffed, "mia")})
    assert answer.json() == {"sent": 1, "mail": False}
    work()
    assert InboxItem.objects.filter(kind="report", user_id=staffed.people["mia"].id).count() == 1
    assert waiting("reports_mail_once") == []
