"""In which way and at what time a reminder reaches a person: quiet hours, digest, mail, the superior."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import connection

from kezhou.platform.base.sql import fetch_one
from kezhou.platform.jobs.registry import Retry
from kezhou.platform.reminders import mail, run
from kezhou.platform.reminders.models import Reminder, ReminderState
from tests.reminders.conftest import Crew

pytestmark = pytest.mark.django_db
THREADS = 8


@pytest.fixture
def mail_server(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example.com"
    settings.KEZHOU_URL = "https://crm.example.com/"


def addressed(crew: Crew, name: str, **values: Any) -> None:
    for key, value in {"email": f"{name}@example.com", **values}.items():
        setattr(crew.people[name], key, value)
    crew.people[name].save()


def test_quiet_hours_of_each_persons_own_zone(crew: Crew) -> None:
    addressed(crew, "bob", tz="Europe/Berlin")
    for name in ("ann", "bob"):
        crew.choose(name, quiet_from=time(22), quiet_to=time(7))
        crew.made(name, "task", title="夜里", due_at="2026-11-22T16:30:00Z")

    crew.run("2026-11-22T16:30:00+00:00")
    assert crew.told("ann") == []
    assert crew.told("bob") == [("Task due: 夜里", "2026-11-22 17:30")]
    crew.run("2026-11-22T22:59:00+00:00")
    assert crew.told("ann") == []
    crew.run("2026-11-22T23:00:00+00:00")
    crew.run("2026-11-22T23:01:00+00:00")
    assert crew.told("ann") == [("Task due: 夜里", "2026-11-23 00:30")]


def test_what_was_done_during_quiet_hours_is_not_told(crew: Crew) -> None:
    crew.choose("ann", quiet_from=time(15), quiet_to=time(18))
    task = crew.made("ann", "task", title="夜里", due_at="2026-11-22T08:30:00Z")
    crew.run("2026-11-22T08:30:00+00:00")
    crew.act("ann", f"task/{task}", "done")
    crew.run("2026-11-22T10:00:00+00:00")

    assert crew.told("ann") == []


def test_the_digest_brings_the_day_at_its_hour_and_only_once(crew: Crew) -> None:
    crew.choose("ann", ways={"task_due": "digest", "follow_up_due": "digest"}, digest_at=time(8, 30))
    crew.run("2026-11-23T00:00:00+00:00")  # Yesterday's digest, made late, finds nothing.
    crew.made("ann", "task", title="上午", due_at="2026-11-23T02:00:00Z")
    crew.made("ann", "task", title="下午", due_at="2026-11-23T08:00:00Z")
    crew.made("ann", "task", title="明天", due_at="2026-11-23T17:00:00Z")
    crew.customer("ann", next_follow_up_at="2026-11-23T03:00:00Z")

    crew.run("2026-11-23T00:29:00+00:00")
    assert crew.told("ann") == []
    crew.run("2026-11-23T00:30:00+00:00")
    expected = ("Your day: 3 things", "Task due (2): 上午、下午\nFollow-up due (1): 客户ann")
    assert crew.told("ann") == [expected]
    crew.made("ann", "task", title="临时", due_at="2026-11-23T06:00:00Z")
    crew.run("2026-11-23T09:00:00+00:00")
    assert crew.told("ann") == [expected]
    crew.run("2026-11-24T00:30:00+00:00")
    assert crew.told("ann")[1:] == [("Your day: 2 things", "Task due (2): 临时、明天")]


def test_a_mail_has_names_and_links_and_goes_out_once(crew: Crew, mail_server: None) -> None:
    addressed(crew, "ann")
    crew.choose("ann", ways={"task_due": "mail"})
    task = crew.made("ann", "task", title="寄<样品>", due_at="2026-11-22T09:00:00Z", description="机密")
    crew.run("2026-11-22T09:00:00+00:00")

    assert fetch_one("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'reminders_mail'") == (1,)
    user = crew.people["ann"].id
    assert [mail.send_waiting(crew.world.system, user) for _twice in range(2)] == [1, 0]
    assert len(outbox.outbox) == 1
    sent: Any = outbox.outbox[0]
    assert (sent.to, sent.subject) == (["ann@example.com"], "Task due: 寄<样品>")
    assert f"https://crm.example.com/r/task/{task}" in sent.body
    assert "https://crm.example.com/settings/reminders" in sent.body
    html = str(sent.alternatives[0][0])
    assert "寄&lt;样品&gt;" in html
    assert "机密" not in sent.body + html


def test_a_mail_that_the_server_refuses_is_tried_again(
    crew: Crew, mail_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    addressed(crew, "ann")
    crew.choose("ann", ways={"task_due": "mail"})
    crew.made("ann", "task", title="寄样品", due_at="2026-11-22T09:00:00Z")
    crew.run("2026-11-22T09:00:00+00:00")

    def refuse(_self: Any, *_words: Any, **_more: Any) -> int:
        raise SMTPServerDisconnected("gone")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        with pytest.raises(Retry):
            mail.send_waiting(crew.world.system, crew.people["ann"].id)
    assert Reminder.objects.filter(mailed_at__isnull=True).count() == 1
    assert mail.send_waiting(crew.world.system, crew.people["ann"].id) == 1
    assert len(outbox.outbox) == 1


def test_nothing_is_mailed_without_a_server(crew: Crew) -> None:
    addressed(crew, "ann")
    crew.choose("ann", ways={"task_due": "mail"})
    crew.made("ann", "task", title="寄样品", due_at="2026-11-22T09:00:00Z")
    crew.run("2026-11-22T09:00:00+00:00")

    assert crew.titles("ann") == ["Task due: 寄样品"]
    assert mail.send_waiting(crew.world.system, crew.people["ann"].id) == 0
    assert outbox.outbox == []


def test_the_superior_hears_of_what_is_overdue_for_three_days_once(crew: Crew) -> None:
    crew.made("ann", "task", title="a", due_at="2026-11-23T02:00:00Z")
    crew.made("bob", "task", title="b", due_at="2026-11-23T03:00:00Z")
    crew.customer("ann", next_follow_up_at="2026-11-23T04:00:00Z")
    crew.made("eve", "task", title="without superior", due_at="2026-11-23T02:00:00Z")
    done = crew.made("ann", "task", title="done", due_at="2026-11-23T05:00:00Z")
    crew.act("ann", f"task/{done}", "done")

    crew.run("2026-11-25T02:00:00+00:00")
    assert crew.told("cai") == []
    crew.run("2026-11-26T00:59:00+00:00")
    assert crew.told("cai") == []
    for moment in ("2026-11-26T01:00:00+00:00", "2026-11-26T01:01:00+00:00", "2026-11-27T01:00:00+00:00"):
        crew.run(moment)

    expected = "Task due (2): a、b\nFollow-up due (1): 客户ann"
    assert crew.told("cai") == [("3 things that your people left undone", expected)]


def test_no_escalation_where_it_is_switched_off_by_company_or_person(crew: Crew) -> None:
    crew.made("ann", "task", title="a", due_at="2026-11-23T02:00:00Z")
    ReminderState.objects.update(escalation_days=0)
    crew.run("2026-11-26T01:00:00+00:00")
    assert crew.told("cai") == []
    ReminderState.objects.update(escalation_days=3)
    crew.choose("cai", ways={"escalation": "off"})
    crew.run("2026-11-27T01:00:00+00:00")
    assert crew.told("cai") == []
    assert not Reminder.objects.filter(kind="escalation.task_due").exists()


@pytest.mark.django_db(transaction=True)
def test_f15_several_workers_at_once_tell_everybody_exactly_once(crew: Crew) -> None:
    for number in range(30):
        crew.made(("ann", "bob", "eve")[number % 3], "task", title=f"t{number}", due_at="2026-11-22T09:00:00Z")
    crew.goto("2026-11-22T09:00:00+00:00")
    ready = threading.Barrier(THREADS)

    def work(_number: int) -> None:
        try:
            ready.wait(60)
            run.run(crew.world.system)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))

    assert Reminder.objects.filter(told_at__isnull=False).count() == 30
    for name in ("ann", "bob", "eve"):
        assert crew.titles(name) == ["10 reminders"]
