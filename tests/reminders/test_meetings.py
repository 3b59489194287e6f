"""Reminders of meetings: each occurrence once, read from when each series reminds next."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kezhou.platform.base.sql import fetch_all
from tests.reminders.conftest import Crew

pytestmark = pytest.mark.django_db
NINE, TEN = "2026-11-23T01:00:00Z", "2026-11-23T02:00:00Z"


def daily(crew: Crew, title: str = "站会", **values: object) -> int:
    sent = {"title": title, "starts_at": NINE, "ends_at": TEN, "rrule": "FREQ=DAILY;COUNT=3", **values}
    return crew.made("ann", "meeting", **sent)


def next_of(meeting: int) -> str | None:
    at = fetch_all("SELECT remind_at FROM calendar_meeting WHERE id = %s", (meeting,))[0][0]
    return at and f"{at:%d %H:%M}"


def test_each_occurrence_reminds_once_and_the_next_one_is_known(crew: Crew) -> None:
    crew.choose("ann")
    meeting = daily(crew)
    assert next_of(meeting) == "23 00:45"

    for minute in ("2026-11-23T00:45", "2026-11-23T00:46", "2026-11-24T00:44", "2026-11-24T00:45", "2026-11-24T00:46"):
        crew.run(f"{minute}:00+00:00")

    assert crew.told("ann") == [
        ("Meeting begins: 站会", "2026-11-23 09:00"),
        ("Meeting begins: 站会", "2026-11-24 09:00"),
    ]
    assert next_of(meeting) == "25 00:45"
    crew.run("2026-11-25T00:45:00+00:00")
    crew.run("2026-11-25T00:46:00+00:00")
    assert len(crew.told("ann")) == 3
    assert next_of(meeting) is None


def test_a_pause_loses_no_occurrence(crew: Crew) -> None:
    crew.choose("ann")
    daily(crew)

    crew.run("2026-11-24T08:00:00+00:00")
    crew.run("2026-11-25T00:45:00+00:00")

    assert crew.told("ann") == [
        ("2 reminders", "Meeting begins (2): 站会、站会"),
        ("Meeting begins: 站会", "2026-11-25 09:00"),
    ]


def test_another_time_of_the_series_reminds_at_that_time(crew: Crew) -> None:
    crew.choose("ann")
    meeting = daily(crew)
    crew.run("2026-11-23T00:45:00+00:00")
    crew.run("2026-11-23T00:46:00+00:00")

    answer = crew.api("ann").patch(f"meeting/{meeting}", {"remind_minutes": 60}, version=1)

    assert answer.status_code == 200, answer.content
    crew.run("2026-11-23T00:47:00+00:00")
    assert next_of(meeting) == "24 00:00"
    crew.run("2026-11-24T00:00:00+00:00")
    assert len(crew.told("ann")) == 2


def test_a_minute_reads_only_what_is_due(crew: Crew) -> None:
    """Of series that run, none is read before its moment."""
    crew.choose("ann")
    due = daily(crew)
    for number in range(30):
        daily(crew, f"later {number}", starts_at="2026-11-25T01:00:00Z", ends_at="2026-11-25T02:00:00Z")
    with CaptureQueriesContext(connection) as seen:
        crew.run("2026-11-23T00:45:00+00:00")
    [statement] = [q["sql"] for q in seen.captured_queries if "UNION ALL" in q["sql"] and "rrule" in q["sql"]]

    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert [row[0] for row in cursor.fetchall()] == [due]
