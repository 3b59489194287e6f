"""The calendar: series with exceptions, one / following / all, scope, busy times, feeds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar

from kezhou.modules.calendar import days
from kezhou.platform.access.models import Share
from kezhou.platform.org.epochs import bump_access
from kezhou.platform.org.models import User, WorkCalendarDay
from tests.contract.world import Api, World

pytestmark = pytest.mark.django_db
OWN = dict.fromkeys(("view", "create", "update", "delete"), "own")


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def ann(world: World) -> Api:
    user = world.person("ann", world.east)
    world.give(user, {"meeting": OWN, "task": OWN, "customer": OWN, "visit": OWN})
    return world.api(user)


@pytest.fixture
def bob(world: World) -> Api:
    user = world.person("bob", world.west)
    world.give(user, {"meeting": OWN, "task": OWN})
    return world.api(user)


def weekly(api: Api, **values: Any) -> dict[str, Any]:
    """Mondays and Wednesdays from 23 November on at nine in Shanghai, six times."""
    sent = {
        "title": "例会",
        "starts_at": "2026-11-23T01:00:00Z",
        "ends_at": "2026-11-23T02:00:00Z",
        "rrule": "freq=weekly;byday=MO,WE;count=6",
    }
    made = api.post("meeting", {**sent, **values})
    assert made.status_code == 201, made.content
    record: dict[str, Any] = made.json()
    return record


def seen(api: Api, first: str = "2026-11-23", last: str = "2026-12-31", **more: Any) -> list[tuple[str, str]]:
    answer = api.get("calendar", **{"from": first, "to": last, **more})
    assert answer.status_code == 200, answer.content
    return [(item["starts_at"][:16], item["title"]) for item in answer.json()["items"]]


MONDAYS_AND_WEDNESDAYS = ["2026-11-23", "2026-11-25", "2026-11-30", "2026-12-02", "2026-12-07", "2026-12-09"]


def at_one(days: list[str], title: str = "例会") -> list[tuple[str, str]]:
    return [(f"{day}T01:00", title) for day in days]


def test_a_series_stands_on_every_day_of_its_rule(ann: Api) -> None:
    made = weekly(ann)

    assert made["rrule"] == "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=6"
    assert made["last_end"] == "2026-12-09T02:00:00Z"
    assert seen(ann) == at_one(MONDAYS_AND_WEDNESDAYS)
    assert seen(ann, "2026-11-30", "2026-12-02") == at_one(["2026-11-30", "2026-12-02"])
    assert seen(ann, "2026-12-10", "2026-12-31") == []


def test_one_meeting_of_a_series_moves_and_the_others_stay(ann: Api) -> None:
    made = weekly(ann)
    moved = {"starts_at": "2026-11-26T03:00:00Z", "ends_at": "2026-11-26T04:00:00Z", "title": "例会（改期）"}
    word = {"meeting": made["id"], "version": made["version"], "scope": "one", "occurrence": "2026-11-25T01:00:00Z"}

    first = ann.post("calendar/change", {**word, **moved})
    again = ann.post("calendar/change", {**word, **moved})

    assert first.status_code == 200, first.content
    others = [day for day in MONDAYS_AND_WEDNESDAYS if day != "2026-11-25"]
    assert seen(ann) == sorted([*at_one(others), ("2026-11-26T03:00", "例会（改期）")])
    assert again.status_code == 409  # there is one in its place already
    assert len(ann.ids("meeting")) == 2


def test_one_meeting_is_left_out(ann: Api) -> None:
    made = weekly(ann)
    word = {"meeting": made["id"], "version": made["version"], "scope": "one", "occurrence": "2026-11-25T01:00:00Z"}

    assert ann.post("calendar/remove", word).status_code == 200
    stale = ann.post("calendar/remove", {**word, "occurrence": "2026-11-30T01:00:00Z"})

    assert stale.status_code == 412
    assert seen(ann) == at_one([day for day in MONDAYS_AND_WEDNESDAYS if day != "2026-11-25"])


def test_this_and_all_that_follow_become_a_series_of_their_own(ann: Api) -> None:
    made = weekly(ann)
    left_out = {"meeting": made["id"], "version": 1, "scope": "one", "occurrence": "2026-12-07T01:00:00Z"}
    assert ann.post("calendar/remove", left_out).status_code == 200
    word = {"meeting": made["id"], "version": 2, "scope": "following", "occurrence": "2026-12-02T01:00:00Z"}

    answer = ann.post(
        "calendar/change", {**word, "starts_at": "2026-12-02T02:00:00Z", "ends_at": "2026-12-02T03:00:00Z"}
    )

    assert answer.status_code == 200, answer.content
    assert seen(ann) == [
        *at_one(MONDAYS_AND_WEDNESDAYS[:3]),
        ("2026-12-02T02:00", "例会"),
        ("2026-12-09T02:00", "例会"),
    ]
    assert ann.get(f"meeting/{answer.json()['id']}").json()["rrule"].endswith("COUNT=3")


def test_the_whole_series_moves_and_takes_its_exceptions_along(ann: Api) -> None:
    made = weekly(ann)
    one = {"meeting": made["id"], "version": 1, "scope": "one", "occurrence": "2026-11-25T01:00:00Z"}
    assert ann.post("calendar/change", {**one, "title": "特别"}).status_code == 200
    word = {"meeting": made["id"], "version": 1, "scope": "all", "occurrence": "2026-11-30T01:00:00Z"}

    answer = ann.post(
        "calendar/change", {**word, "starts_at": "2026-11-30T05:00:00Z", "ends_at": "2026-11-30T07:00:00Z"}
    )

    assert answer.status_code == 200, answer.content
    others = [day for day in MONDAYS_AND_WEDNESDAYS if day != "2026-11-25"]
    assert seen(ann) == sorted([("2026-11-25T01:00", "特别"), *((f"{day}T05:00", "例会") for day in others)])


def test_the_series_ends_where_the_rest_is_taken_away(ann: Api) -> None:
    made = weekly(ann)
    word = {"meeting": made["id"], "version": 1, "scope": "following", "occurrence": "2026-12-02T01:00:00Z"}

    assert ann.post("calendar/remove", word).status_code == 200
    assert seen(ann) == at_one(MONDAYS_AND_WEDNESDAYS[:3])
    gone = ann.post("calendar/remove", {"meeting": made["id"], "version": 2, "scope": "all"})
    assert gone.status_code == 200
    assert seen(ann) == []


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("FREQ=SECONDLY", "rule_value"),
        ("every day", "rule_unknown"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20270101", "rule_count_and_until"),
        ("FREQ=DAILY;UNTIL=20200101", "rule_never"),
    ],
)
def test_a_rule_that_cannot_be_followed_says_why(ann: Api, rule: str, code: str) -> None:
    sent = {"title": "x", "starts_at": "2026-11-23T01:00:00Z", "ends_at": "2026-11-23T02:00:00Z", "rrule": rule}
    answer = ann.post("meeting", sent)
    assert answer.status_code == 422
    assert [(e["path"], e["code"]) for e in answer.json()["errors"]] == [("rrule", code)]
    assert ann.ids("meeting") == []


def test_nobody_sees_or_changes_another_ones_meeting(ann: Api, bob: Api) -> None:
    made = weekly(ann)
    word = {"meeting": made["id"], "version": 1, "scope": "all", "title": "stolen"}

    assert seen(bob, people=str(ann.user.id)) == []
    assert bob.post("calendar/change", word).status_code == 404
    assert bob.post("calendar/remove", word | {"title": None}).status_code in (404, 422)
    assert bob.get(f"calendar/meetings/{made['id']}/answers").status_code == 404
    assert ann.get(f"meeting/{made['id']}").json()["version"] == 1


def test_busy_tells_times_and_nothing_else(ann: Api, bob: Api) -> None:
    weekly(ann)
    answer = bob.get("calendar/busy", **{"from": "2026-11-23", "to": "2026-11-25", "people": str(ann.user.id)}).json()
    assert answer == {
        "people": [
            {
                "user": ann.user.id,
                "busy": [
                    {"from": "2026-11-23T01:00:00Z", "to": "2026-11-23T02:00:00Z"},
                    {"from": "2026-11-25T01:00:00Z", "to": "2026-11-25T02:00:00Z"},
                ],
            }
        ]
    }


def test_who_is_invited_sees_it_and_answers(ann: Api, bob: Api) -> None:
    made = weekly(ann)
    assert bob.post(f"calendar/meetings/{made['id']}/answers", {"answer": "yes"}).status_code == 404
    Share.objects.create(entity="meeting", record_id=made["id"], user=bob.user)
    bump_access([bob.user.id])

    assert seen(bob) == at_one(MONDAYS_AND_WEDNESDAYS)
    assert bob.post(f"calendar/meetings/{made['id']}/answers", {"answer": "perhaps"}).status_code == 422
    answer = bob.post(f"calendar/meetings/{made['id']}/answers", {"answer": "yes"})
    assert [(item["user"]["id"], item["answer"]) for item in answer.json()["items"]] == [(bob.user.id, "yes")]
    assert bob.patch(f"meeting/{made['id']}", {"title": "x"}, 1).status_code == 403

    one = {"meeting": made["id"], "version": 1, "scope": "one", "occurrence": "2026-11-25T01:00:00Z"}
    assert ann.post("calendar/change", {**one, "title": "改期"}).status_code == 200
    assert seen(bob, "2026-11-25", "2026-11-25") == [("2026-11-25T01:00", "改期")]


def test_tasks_and_next_follow_ups_stand_beside_meetings(world: World, ann: Api) -> None:
    customer = world.make("customer", {"name": "甲", "next_follow_up_at": "2026-11-24T07:00:00Z"}, ann.user)
    world.make("task", {"title": "寄样品", "due_at": "2026-11-24T08:00:00Z", "customer": customer}, ann.user)
    WorkCalendarDay.objects.create(day="2026-11-28", working=True, name="调休上班")

    answer = ann.get("calendar", **{"from": "2026-11-23", "to": "2026-11-29"}).json()

    assert [(item["kind"], item["title"]) for item in answer["items"]] == [("follow_up", "甲"), ("task", "寄样品")]
    assert answer["days"] == [{"day": "2026-11-28", "working": True, "name": "调休上班"}]
    assert ann.get("calendar", **{"from": "2026-11-01", "to": "2027-01-02"}).status_code == 422


def test_a_feed_is_read_without_a_session_until_it_is_withdrawn(world: World, ann: Api, bob: Api) -> None:
    weekly(ann, location="三楼")
    made = ann.post("calendar/feeds", {"name": "手机"})
    path = made.json()["path"]
    plain = ann.client.get(path, **{"kezhou.clock": world.clock})

    events = Calendar.from_ical(plain.content.decode()).walk("VEVENT")
    assert (plain.status_code, plain["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert events[0].decoded("dtstart") == datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert len(events) == 6
    assert "三楼" not in plain.content.decode()  # details only where one asked for them

    assert made.json()["secret"] not in ann.get("calendar/feeds").content.decode()
    assert bob.call("DELETE", f"calendar/feeds/{made.json()['id']}").status_code == 404
    assert ann.client.get(path).status_code == 200
    assert ann.call("DELETE", f"calendar/feeds/{made.json()['id']}").status_code == 200
    assert ann.client.get(path).status_code == 404


def test_a_feed_misses_nothing_of_a_busy_person(world: World, ann: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "PER_KIND", 2)
    weekly(ann)
    for day in (24, 26, 30):
        ann.post("task", {"title": f"第{day}项", "due_at": f"2026-11-{day}T02:00:00Z"})
    ann.post("meeting", {"title": "展会", "starts_at": "2026-11-28T01:00:00Z", "ends_at": "2026-12-08T01:00:00Z"})
    path = ann.post("calendar/feeds", {"name": "手机"}).json()["path"]
    text = ann.client.get(path, **{"kezhou.clock": world.clock}).content.decode()
    told = [str(event["summary"]) for event in Calendar.from_ical(text).walk("VEVENT")]
    assert sorted(told) == sorted([*["例会"] * 6, "第24项", "第26项", "第30项", "展会"])


@pytest.mark.parametrize(
    ("ends", "day_after"),
    [("2026-11-25T16:00:00Z", 26), ("2026-11-25T15:59:00Z", 26), ("2026-11-26T15:59:00Z", 27),
     ("2026-11-24T16:00:00Z", 26)],
)  # fmt: skip
def test_f15_a_whole_day_in_a_feed_is_the_companys_to_its_last_day(
    world: World, ann: Api, ends: str, day_after: int
) -> None:
    User.objects.filter(id=ann.user.id).update(tz="America/New_York")
    whole = {"title": "展会", "starts_at": "2026-11-24T16:00:00Z", "ends_at": ends, "all_day": True}
    assert ann.post("meeting", whole).status_code == 201
    path = ann.post("calendar/feeds", {"name": "手机"}).json()["path"]
    text = ann.client.get(path, **{"kezhou.clock": world.clock}).content.decode()
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 11, 25), date(2026, 11, day_after))


def test_the_feed_of_somebody_who_left_is_gone(ann: Api) -> None:
    path = ann.post("calendar/feeds", {"name": "手机"}).json()["path"]
    User.objects.filter(id=ann.user.id).update(status="disabled")
    assert ann.client.get(path).status_code == 404


def test_a_person_has_at_most_five_feeds(ann: Api) -> None:
    statuses = [ann.post("calendar/feeds", {"name": f"{n}"}).status_code for n in range(6)]
    assert statuses == [200, 200, 200, 200, 200, 409]
