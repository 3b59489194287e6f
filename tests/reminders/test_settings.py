"""Everybody chooses for themself; administrators rule."""

from typing import Any

import pytest
from django.core import mail as outbox

from kezhou.platform.base.sql import fetch_all
from kezhou.platform.reminders.models import ReminderChoice, ReminderState
from tests.reminders.conftest import Crew

pytestmark = pytest.mark.django_db

BODY: dict[str, Any] = {
    "ways": {"task_due": "digest", "escalation": "mail"},
    "quiet_from": "21:00",
    "quiet_to": "08:00",
    "working_days_only": True,
    "digest_at": "07:45",
    "digest_mail": False,
    "version": 0,
}


def test_one_reads_and_changes_ones_own_settings(crew: Crew) -> None:
    before = crew.api("ann").call("GET", "reminders/settings").json()
    kinds = [kind["kind"] for kind in before["kinds"]]
    assert kinds[:-1] == sorted(kinds[:-1])
    assert kinds[-1] == "escalation"
    assert {"birthday", "follow_up_due", "meeting_soon", "task_due", "visit_late", "visit_soon"} < set(kinds)
    assert (before["quiet_from"], before["quiet_to"], before["digest_at"]) == ("22:00", "07:00", "08:30")

    after = crew.api("ann").call("PUT", "reminders/settings", BODY).json()

    assert {kind["kind"]: kind["way"] for kind in after["kinds"]}["task_due"] == "digest"
    assert (after["quiet_from"], after["working_days_only"], after["version"]) == ("21:00", True, 1)
    assert crew.api("ann").call("PUT", "reminders/settings", BODY).status_code == 412
    bobs = crew.api("bob").call("GET", "reminders/settings").json()
    assert bobs == {**before, "email": bobs["email"]}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"ways": {"nothing": "inbox"}}, "ways.nothing"),
        ({"ways": {"task_due": "pigeon"}}, "ways.task_due"),
        ({"ways": {"escalation": "digest"}}, "ways.escalation"),
        ({"ways": []}, "ways"),
        ({"quiet_from": "25:00"}, "quiet_from"),
        ({"quiet_to": None}, "quiet_to"),
        ({"digest_at": None}, "digest_at"),
    ],
)
def test_bad_settings_are_refused_by_name(crew: Crew, change: dict[str, Any], path: str) -> None:
    answer = crew.api("ann").call("PUT", "reminders/settings", {**BODY, **change})

    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == [path]
    assert not ReminderChoice.objects.exists()


def test_rules_and_test_mail_are_for_administrators(crew: Crew, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example.com"
    body = {"escalation_days": 5, "version": 0}
    api = crew.api("ann")
    calls = [("GET", "rules", None), ("PUT", "rules", body), ("POST", "test-mail", {})]
    denied = [api.call(method, f"reminders/{path}", sent).status_code for method, path, sent in calls]
    assert denied == [403, 403, 403]
    assert ReminderState.objects.get().escalation_days == 3
    assert outbox.outbox == []


def test_an_administrator_sets_the_days_and_tries_the_mail(crew: Crew, settings: Any) -> None:
    crew.world.give(crew.people["cai"], {}, admin=["settings"])
    api = crew.api("cai")
    assert api.call("PUT", "reminders/rules", {"escalation_days": 5, "version": 0}).json() == {
        "escalation_days": 5,
        "version": 1,
    }
    assert api.call("PUT", "reminders/rules", {"escalation_days": 6, "version": 0}).status_code == 412
    assert api.call("PUT", "reminders/rules", {"escalation_days": 61, "version": 1}).status_code == 422
    rows = fetch_all(
        "SELECT changes::text FROM audit_entry WHERE action = 'definition_changed' ORDER BY id DESC LIMIT 1"
    )
    assert "escalation_days" in rows[0][0]

    assert api.post("reminders/test-mail").status_code == 422
    crew.people["cai"].email = "cai@example.com"
    crew.people["cai"].save()
    assert api.post("reminders/test-mail").status_code == 503
    settings.EMAIL_HOST = "mail.example.com"
    assert api.post("reminders/test-mail").json() == {"sent_to": "cai@example.com"}
    assert [message.to for message in outbox.outbox] == [["cai@example.com"]]
