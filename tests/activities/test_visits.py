"""Visits: planned, arrived, written up; positions with consent and an end; late and missed ones."""

from datetime import timedelta
from typing import Any

import pytest

from kezhou.modules.activities import positions
from kezhou.modules.activities.models import PositionConsent, VisitPosition
from kezhou.modules.activities.visit import watch
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.events.models import Event
from tests.activities.conftest import Team

pytestmark = pytest.mark.django_db
HERE = {"location": {"lat": 22.54, "lng": 114.05}, "accuracy": 12, "address": "科技路 8 号"}


def planned(team: Team, name: str = "ann", **ahead: float) -> int:
    customer = team.customer(name)
    at = team.world.clock.now() + timedelta(**(ahead or {"hours": 1}))
    return team.made(name, "visit", customer=customer, purpose="看现场", planned_at=at.isoformat())


def agree(team: Team, name: str) -> None:
    answer = team.api(name).post("visits/consent", {"agree": True, "version": positions.TEXT_VERSION})
    assert (answer.status_code, answer.json()["agreed"]) == (200, True)


def test_arriving_finishing_and_the_follow_up_that_it_is(team: Team) -> None:
    visit = planned(team)
    agree(team, "ann")

    arrived = team.act("ann", f"visit/{visit}", "check_in", **HERE).json()
    team.world.clock.moment += timedelta(minutes=50)
    done = team.act(
        "ann",
        f"visit/{visit}",
        "finish",
        result="看了车间，对方要两套样机",
        next_at=team.at(days=-7),
        next_content="送样机",
    ).json()

    assert (arrived["state"], arrived["late"], arrived["checked_in_at"]) == ("planned", False, "2026-11-22T08:00:00Z")
    assert (done["state"], done["checked_out_at"]) == ("done", "2026-11-22T08:50:00Z")
    (follow_up,) = team.api("ann").get("follow_up").json()["items"]
    told = team.api("ann").get(f"follow_up/{follow_up['id']}").json()
    assert (told["kind"], told["content"], told["visit"]["id"]) == ("visit", "看了车间，对方要两套样机", visit)
    assert (told["at"], told["author"]["id"]) == ("2026-11-22T08:00:00Z", team.people["ann"].id)
    assert team.moments(done["customer"]["id"])[1] == team.world.clock.now() + timedelta(days=7)
    names = list(Event.objects.filter(entity="visit", record_id=visit).order_by("id").values_list("name", flat=True))
    assert names == ["visit.created", "visit.checked_in", "visit.done"]


def test_without_consent_no_position_is_kept(team: Team) -> None:
    visit = planned(team)

    refused = team.act("ann", f"visit/{visit}", "check_in", **HERE)

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "no_consent")
    assert team.api("ann").get(f"visit/{visit}").json()["checked_in_at"] is None
    assert team.act("ann", f"visit/{visit}", "check_in").status_code == 200
    assert VisitPosition.objects.count() == 0


def test_a_position_is_the_persons_and_the_superiors(team: Team) -> None:
    visit = planned(team)
    agree(team, "ann")
    team.act("ann", f"visit/{visit}", "check_in", **HERE)
    team.world.give(team.people["eve"], {"visit": {"view": "all"}})

    def told(name: str) -> list[Any]:
        answer = team.api(name).get("visits/positions", visit=visit)
        assert answer.status_code == 200, answer.content
        return [(row["location"], row["accuracy"], row["moment"]) for row in answer.json()["items"]]

    expected = [({"lat": 22.54, "lng": 114.05}, 12, "in")]
    assert told("ann") == expected
    assert told("cai") == expected
    assert told("eve") == []
    assert team.api("bob").get("visits/positions", visit=visit).status_code == 404
    assert [row["user"] for row in team.api("cai").get("visits/last-positions").json()["items"]] == [
        team.people["ann"].id
    ]
    left_behind = fetch_all("SELECT coalesce(string_agg(diff::text, ''), '') FROM events_event")
    left_behind += list(AuditEntry.objects.values_list("changes"))
    assert "114.05" not in str(left_behind)


def test_withdrawing_removes_what_is_kept_and_the_night_removes_what_is_old(team: Team) -> None:
    agree(team, "ann")
    for _number in range(2):
        team.act("ann", f"visit/{planned(team)}", "check_in", **HERE)
    assert VisitPosition.objects.count() == 2
    team.world.clock.moment += timedelta(days=179)
    assert positions.purge(team.world.system) == 0
    team.world.clock.moment += timedelta(days=2)
    assert positions.purge(team.world.system) == 2

    team.act("ann", f"visit/{planned(team)}", "check_in", **HERE)
    answer = team.api("ann").post("visits/consent", {"agree": False})
    assert answer.json()["agreed"] is False
    assert VisitPosition.objects.count() == 0
    assert PositionConsent.objects.filter(withdrawn_at__isnull=False).count() == 1


def test_late_is_said_once_and_missed_when_the_day_is_over(team: Team) -> None:
    visit, system = planned(team, minutes=10), team.world.system
    team.world.clock.moment += timedelta(minutes=25)
    assert watch.mark_late(system) == 0
    team.world.clock.moment += timedelta(minutes=1)
    assert (watch.mark_late(system), watch.mark_late(system)) == (1, 0)
    told = team.api("ann").get(f"visit/{visit}").json()
    assert (told["late"], told["version"], told["state"]) == (True, 1, "planned")
    assert watch.mark_missed(system) == 0
    # The company's day of 22 November ends at 16:00 UTC.
    team.world.clock.moment = team.world.clock.moment.replace(hour=15, minute=59)
    assert watch.mark_missed(system) == 0
    team.world.clock.moment += timedelta(minutes=1)

    assert watch.mark_missed(system) == 1

    assert team.api("ann").get(f"visit/{visit}").json()["state"] == "missed"
    assert Event.objects.filter(name="visit.late").count() == 1
    assert Event.objects.filter(name="visit.missed").count() == 1


def test_arriving_after_the_minutes_is_late(team: Team) -> None:
    visit = planned(team, minutes=1)
    team.world.clock.moment += timedelta(minutes=17)

    assert team.act("ann", f"visit/{visit}", "check_in").json()["late"] is True


@pytest.mark.parametrize(
    ("verb", "body", "status", "path"),
    [
        ("finish", {}, 422, "result"),
        ("cancel", {}, 422, "cancel_reason"),
        ("reopen", {"planned_at": "2026-12-01T01:00:00Z"}, 409, ""),
        ("check_in", {"location": {"lat": 91, "lng": 0}}, 422, "location"),
        ("check_in", {"nonsense": 1}, 422, "nonsense"),
    ],
)
def test_what_cannot_be_done(team: Team, verb: str, body: dict[str, Any], status: int, path: str) -> None:
    visit = planned(team)

    refused = team.act("ann", f"visit/{visit}", verb, **body)

    assert refused.status_code == status, refused.content
    assert [e["path"] for e in refused.json().get("errors", [])] == ([path] if path else [])
    assert team.api("ann").get(f"visit/{visit}").json()["version"] == 1


def test_nobody_finishes_a_strangers_visit(team: Team) -> None:
    visit = planned(team)
    team.world.give(team.people["eve"], {"visit": {"view": "all"}})

    assert team.act("eve", f"visit/{visit}", "finish", result="x").status_code == 403
    assert team.api("ann").get(f"visit/{visit}").json()["state"] == "planned"
    assert team.api("ann").ids("follow_up") == []


def test_many_are_planned_over_working_days(team: Team) -> None:
    customers = [team.customer("ann", name=f"乙{n}", address=f"学院路{n}号") for n in range(5)]
    foreign = team.customer("eve")

    answer = team.api("ann").post(
        "visits/plan",
        # A Friday, nine o'clock in Shanghai.
        {
            "customers": [*customers, foreign],
            "purpose": "年底回访",
            "first": "2026-11-27T01:00:00Z",
            "per_day": 2,
            "minutes": 60,
        },
    )

    assert answer.status_code == 200, answer.content
    results = answer.json()["results"]
    assert [r.get("planned_at") for r in results[:5]] == [
        "2026-11-27T09:00:00+08:00", "2026-11-27T10:30:00+08:00", "2026-11-30T09:00:00+08:00",
        "2026-11-30T10:30:00+08:00", "2026-12-01T09:00:00+08:00",
    ]  # fmt: skip
    assert results[5]["problem"]["errors"][0]["path"] == "customer"
    assert team.api("ann").get(f"visit/{results[1]['id']}").json()["address"] == "学院路1号"
    assert len(team.api("ann").ids("visit")) == 5
    assert (
        team.api("ann")
        .post("visits/plan", {"customers": customers, "purpose": "x", "first": "2026-11-27T01:00:00Z", "per_day": 99})
        .status_code
        == 422
    )
