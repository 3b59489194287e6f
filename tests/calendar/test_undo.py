"""A change of a meeting is taken back as one, whatever it touched: one, this and following, all, moved or removed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kezhou.modules.calendar import undo
from kezhou.modules.calendar.models import MeetingUndo
from tests.calendar.test_calendar import MONDAYS_AND_WEDNESDAYS, OWN, at_one, seen, weekly
from tests.contract.world import Api, World

pytestmark = pytest.mark.django_db
WEDNESDAY = "2026-12-02T01:00:00Z"


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def ann(world: World) -> Api:
    user = world.person("ann", world.east)
    world.give(user, {"meeting": OWN})
    return world.api(user)


def rows(api: Api) -> list[dict[str, Any]]:
    """What is stored of every living meeting, but for versions and the moment of the last save."""
    left_out = {"version", "updated_at", "_can"}
    records = [api.get(f"meeting/{id_}").json() for id_ in sorted(api.ids("meeting"))]
    return [{name: value for name, value in record.items() if name not in left_out} for record in records]


def with_exceptions(api: Api) -> dict[str, Any]:
    """The series with a meeting that is left out, and one with other words behind the Wednesday."""
    made = weekly(api, title="例会")
    left_out = {"meeting": made["id"], "version": 1, "scope": "one", "occurrence": "2026-12-07T01:00:00Z"}
    assert api.post("calendar/remove", left_out).status_code == 200
    other = {"meeting": made["id"], "version": 2, "scope": "one", "occurrence": "2026-12-09T01:00:00Z"}
    assert api.post("calendar/change", {**other, "title": "特别"}).status_code == 200
    return dict(api.get(f"meeting/{made['id']}").json())


MOVED = {"starts_at": "2026-12-03T02:00:00Z", "ends_at": "2026-12-03T03:00:00Z"}


@pytest.mark.parametrize("scope", ["one", "following", "all"])
def test_moving_is_one_change_and_taken_back_as_one(ann: Api, scope: str) -> None:
    made = with_exceptions(ann)
    before, shown = rows(ann), seen(ann)
    word = {"meeting": made["id"], "version": made["version"], "scope": scope, "occurrence": WEDNESDAY}

    answer = ann.post("calendar/change", {**word, **MOVED})

    assert answer.status_code == 200, answer.content
    assert seen(ann) != shown
    back = ann.post("calendar/undo", {"undo": answer.json()["undo"]})
    assert back.status_code == 200, back.content
    assert (rows(ann), seen(ann)) == (before, shown)
    assert ann.post("calendar/undo", {"undo": answer.json()["undo"]}).status_code == 404


@pytest.mark.parametrize("scope", ["one", "following", "all"])
def test_removing_is_taken_back_as_one(ann: Api, scope: str) -> None:
    made = with_exceptions(ann)
    before, shown = rows(ann), seen(ann)
    word = {"meeting": made["id"], "version": made["version"], "scope": scope, "occurrence": WEDNESDAY}

    answer = ann.post("calendar/remove", word)

    assert answer.status_code == 200, answer.content
    assert seen(ann) != shown
    assert ann.post("calendar/undo", {"undo": answer.json()["undo"]}).status_code == 200
    assert (rows(ann), seen(ann)) == (before, shown)


def test_this_and_following_take_other_weekdays_with_one_call(ann: Api) -> None:
    made = weekly(ann)
    word = {"meeting": made["id"], "version": 1, "scope": "following", "occurrence": WEDNESDAY}

    answer = ann.post("calendar/change", {**word, **MOVED})

    rule = ann.get(f"meeting/{answer.json()['id']}").json()["rrule"]
    assert rule == "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3"
    following = [(f"{day}T02:00", "例会") for day in ("2026-12-03", "2026-12-08", "2026-12-10")]
    assert seen(ann) == [*at_one(MONDAYS_AND_WEDNESDAYS[:3]), *following]


def test_meetings_that_stand_for_others_do_not_collide_when_all_move_by_a_week(ann: Api) -> None:
    made = weekly(ann, rrule="FREQ=WEEKLY;COUNT=4")
    for week in ("2026-11-30", "2026-12-07"):
        word = {"meeting": made["id"], "version": 1, "scope": "one", "occurrence": f"{week}T01:00:00Z"}
        assert ann.post("calendar/change", {**word, "title": f"特别 {week}"}).status_code == 200
    word = {"meeting": made["id"], "version": 1, "scope": "all", "occurrence": "2026-11-23T01:00:00Z"}

    answer = ann.post(
        "calendar/change", {**word, "starts_at": "2026-11-30T01:00:00Z", "ends_at": "2026-11-30T02:00:00Z"}
    )

    assert answer.status_code == 200, answer.content
    before = ann.post("calendar/undo", {"undo": answer.json()["undo"]})
    assert before.status_code == 200, before.content
    assert sorted(row["instead_of"] for row in rows(ann) if row["instead_of"]) == [
        "2026-11-30T01:00:00Z",
        "2026-12-07T01:00:00Z",
    ]


def test_what_was_changed_since_is_not_put_back(ann: Api) -> None:
    made = weekly(ann)
    word = {"meeting": made["id"], "version": 1, "scope": "following", "occurrence": WEDNESDAY}
    answer = ann.post("calendar/change", {**word, **MOVED}).json()
    assert ann.patch(f"meeting/{answer['id']}", {"title": "新的"}, 1).status_code == 200
    shown = seen(ann)

    refused = ann.post("calendar/undo", {"undo": answer["undo"]})

    assert (refused.status_code, refused.json()["code"]) == (409, "changed_since")
    assert seen(ann) == shown


def test_nobody_takes_back_what_another_did_and_nothing_for_ever(world: World, ann: Api) -> None:
    user = world.person("bob", world.east)
    world.give(user, {"meeting": dict.fromkeys(OWN, "all")})
    made = weekly(ann)
    word = {"meeting": made["id"], "version": 1, "scope": "all", "occurrence": WEDNESDAY}
    number = ann.post("calendar/change", {**word, **MOVED}).json()["undo"]
    shown = seen(ann)

    assert world.api(user).post("calendar/undo", {"undo": number}).status_code == 404
    world.clock.moment += undo.KEPT - timedelta(seconds=1)
    assert undo.purge(world.system) == 0
    world.clock.moment += timedelta(seconds=1)
    assert ann.post("calendar/undo", {"undo": number}).status_code == 404
    assert (undo.purge(world.system), MeetingUndo.objects.count()) == (1, 0)
    assert seen(ann) == shown
