"""Who is reminded of what, when, and how often."""

import pytest

from kezhou.platform.base.sql import execute, fetch_one
from kezhou.platform.reminders.models import Reminder, ReminderState
from tests.reminders.conftest import Crew

pytestmark = pytest.mark.django_db


def test_a_task_reminds_its_owner_before_it_is_due_and_never_again(crew: Crew) -> None:
    crew.made("ann", "task", title="寄样品", due_at="2026-11-22T09:00:00Z", remind_minutes=30)

    crew.run("2026-11-22T08:29:00+00:00")
    assert crew.told("ann") == []
    for minute in ("30", "31", "59"):
        crew.run(f"2026-11-22T08:{minute}:00+00:00")

    assert crew.told("ann") == [("Task due: 寄样品", "2026-11-22 17:00")]
    assert crew.told("bob") == []


def test_a_clock_that_is_set_back_repeats_nothing(crew: Crew) -> None:
    crew.made("ann", "task", title="寄样品", due_at="2026-11-22T09:00:00Z")
    crew.run("2026-11-22T09:00:00+00:00")
    crew.run("2026-11-22T07:00:00+00:00")
    ReminderState.objects.update(ran_to="2026-11-22T08:00:00Z")
    crew.run("2026-11-22T09:01:00+00:00")

    assert crew.titles("ann") == ["Task due: 寄样品"]
    assert Reminder.objects.count() == 1


def test_another_time_is_another_cause(crew: Crew) -> None:
    task = crew.made("ann", "task", title="寄样品", due_at="2026-11-22T09:00:00Z")
    crew.run("2026-11-22T09:00:00+00:00")
    crew.act("ann", f"task/{task}", "postpone", due_at="2026-11-22T11:00:00Z")
    crew.run("2026-11-22T11:00:00+00:00")

    assert crew.told("ann") == [
        ("Task due: 寄样品", "2026-11-22 17:00"),
        ("Task due: 寄样品", "2026-11-22 19:00"),
    ]


def test_what_is_done_or_not_to_be_seen_reminds_of_nothing(crew: Crew) -> None:
    done = crew.made("ann", "task", title="done", due_at="2026-11-22T09:00:00Z")
    crew.made("ann", "task", title="kept", due_at="2026-11-22T09:00:00Z")
    crew.act("ann", f"task/{done}", "done")
    # Bob loses every right to tasks before his is due.
    crew.made("bob", "task", title="lost", due_at="2026-11-22T09:00:00Z")
    execute("DELETE FROM access_userrole WHERE user_id = %s", (crew.people["bob"].id,))
    execute("UPDATE org_epoch SET access = access + 1")
    crew.run("2026-11-22T09:00:00+00:00")

    assert crew.titles("ann") == ["Task due: kept"]
    assert crew.told("bob") == []


def test_after_a_long_pause_there_is_one_message(crew: Crew) -> None:
    for number in range(3):
        crew.made("ann", "task", title=f"t{number}", due_at=f"2026-11-22T1{number}:00:00Z")
    crew.run("2026-11-22T13:00:00+00:00")

    assert crew.told("ann") == [("3 reminders", "Task due (3): t0、t1、t2")]


def test_many_at_once_are_one_message_and_chunks_lose_nobody(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kezhou.platform.reminders.run.CHUNK", 2)
    monkeypatch.setattr("kezhou.platform.reminders.run.PEOPLE", 1)
    crew.made("bob", "task", title="b", due_at="2026-11-22T08:10:00Z")
    for number in range(5):
        crew.made("ann", "task", title=f"t{number}", due_at="2026-11-22T08:10:00Z")
    crew.run("2026-11-22T08:10:00+00:00")

    assert Reminder.objects.filter(told_at__isnull=False).count() == 6
    assert crew.told("ann") == [("5 reminders", "Task due (5): t0、t1、t2、t3、t4")]
    assert crew.titles("bob") == ["Task due: b"]


def test_visits_remind_half_an_hour_before_and_when_late(crew: Crew) -> None:
    customer = crew.customer("ann")
    crew.made("ann", "visit", customer=customer, purpose="看样品", planned_at="2026-11-22T09:00:00Z")

    crew.run("2026-11-22T08:30:00+00:00")
    assert crew.titles("ann") == ["Visit soon: 看样品"]
    crew.run("2026-11-22T09:14:00+00:00")
    crew.run("2026-11-22T09:15:00+00:00")
    crew.run("2026-11-22T09:16:00+00:00")
    assert crew.titles("ann") == ["Visit soon: 看样品", "Visit late: 看样品"]


def test_the_next_follow_up_reminds_whoever_owns_the_customer(crew: Crew) -> None:
    crew.customer("ann", next_follow_up_at="2026-11-22T09:00:00Z")
    crew.run("2026-11-22T09:00:30+00:00")

    assert crew.told("ann") == [("Follow-up due: 客户ann", "2026-11-22 17:00")]


def test_each_occurrence_of_a_series_reminds_owner_and_team(crew: Crew) -> None:
    meeting = crew.made(
        "ann", "meeting", title="周会", starts_at="2026-11-22T09:00:00Z", ends_at="2026-11-22T10:00:00Z",
        rrule="FREQ=DAILY;COUNT=3",
    )  # fmt: skip
    execute(
        "INSERT INTO access_share (entity, record_id, user_id, write, kind, added_at)"
        " VALUES ('meeting', %s, %s, false, 'member', now())",
        (meeting, crew.people["bob"].id),
    )
    execute("UPDATE org_epoch SET access = access + 1")
    crew.run("2026-11-22T08:45:00+00:00")
    crew.run("2026-11-23T08:44:00+00:00")
    assert len(crew.told("ann")) == len(crew.told("bob")) == 1
    crew.run("2026-11-23T08:45:00+00:00")

    expected = [("Meeting begins: 周会", "2026-11-22 17:00"), ("Meeting begins: 周会", "2026-11-23 17:00")]
    assert crew.told("ann") == crew.told("bob") == expected
    assert crew.told("eve") == []


def test_a_birthday_on_february_29_is_told_on_the_28th_of_common_years(crew: Crew) -> None:
    customer = crew.customer("ann")
    body = {"name": "王芳", "customer": customer, "birthday": "1988-02-29"}
    assert crew.api("ann").post("contact", body).status_code == 201
    crew.run("2027-02-27T00:31:00+00:00")
    assert crew.told("ann") == []
    crew.run("2027-02-28T00:30:00+00:00")
    crew.run("2027-03-01T00:30:00+00:00")
    assert crew.told("ann") == [("Birthday: 王芳", "2027-02-28 08:30")]
    crew.run("2028-02-28T00:30:00+00:00")
    assert len(crew.told("ann")) == 1
    crew.run("2028-02-29T00:30:00+00:00")
    assert crew.told("ann")[1:] == [("Birthday: 王芳", "2028-02-29 08:30")]


def test_what_is_switched_off_leaves_no_trace(crew: Crew) -> None:
    crew.choose("ann", ways={"task_due": "off"})
    crew.made("ann", "task", title="寄样品", due_at="2026-11-22T09:00:00Z")
    crew.run("2026-11-22T09:00:00+00:00")

    assert crew.told("ann") == []
    assert fetch_one("SELECT count(*) FROM reminders_sent") == (0,)
