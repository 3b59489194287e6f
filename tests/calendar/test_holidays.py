"""The work calendar: read by everybody, replaced by administrators as a whole, audited, missed in time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.org.calendar import is_working_day
from kezhou.platform.org.models import WorkCalendarDay
from tests.contract.world import Api, World

pytestmark = pytest.mark.django_db
NEW_YEAR = [
    {"day": "2027-01-01", "working": False, "name": "元旦"},
    {"day": "2027-01-02", "working": True, "name": "元旦"},
]


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def ann(world: World) -> Api:
    """Somebody without any administration."""
    return world.api(world.person("ann", world.east))


@pytest.fixture
def chief(world: World) -> Api:
    user = world.person("chief")
    world.give(user, {}, admin=["settings"])
    return world.api(user)


def put(api: Api, days: Any, version: str | None = None, year: int = 2027) -> Any:
    current = api.get("workdays", year=year).json()["version"] if version is None else version
    return api.call("PUT", "workdays", {"year": year, "days": days, "version": current})


def stored() -> list[tuple[str, bool, str]]:
    rows = WorkCalendarDay.objects.order_by("day").values_list("day", "working", "name")
    return [(day.isoformat(), working, name) for day, working, name in rows]


def entries() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(entity="work_calendar").order_by("id"))


def test_a_year_is_replaced_and_every_calendar_shows_it(chief: Api, ann: Api) -> None:
    WorkCalendarDay.objects.create(day="2026-10-01", working=False, name="国庆节")
    assert put(chief, [{"day": "2027-05-03", "working": False, "name": "劳动节"}]).status_code == 200

    answer = put(chief, list(reversed(NEW_YEAR)))

    assert answer.status_code == 200, answer.content
    assert answer.json()["days"] == NEW_YEAR
    assert ann.get("workdays", year=2027).json()["days"] == NEW_YEAR
    assert stored() == [("2026-10-01", False, "国庆节"), ("2027-01-01", False, "元旦"), ("2027-01-02", True, "元旦")]
    assert (is_working_day(date(2027, 1, 1)), is_working_day(date(2027, 1, 2))) == (False, True)
    days = ann.get("calendar", **{"from": "2027-01-01", "to": "2027-01-03"}).json()["days"]
    assert [(one["day"], one["working"]) for one in days] == [("2027-01-01", False), ("2027-01-02", True)]


def test_a_change_is_written_down_once_with_both_sides(chief: Api) -> None:
    put(chief, NEW_YEAR[:1])
    put(chief, NEW_YEAR)
    put(chief, NEW_YEAR)

    kept = entries()
    assert [entry.meta["year"] for entry in kept] == [2027, 2027]
    assert [entry.action for entry in kept] == ["settings_changed", "settings_changed"]
    assert [entry.actor_id for entry in kept] == [chief.user.id] * 2
    assert kept[1].changes == {
        "days": {"from": ["2027-01-01 - 元旦"], "to": ["2027-01-01 - 元旦", "2027-01-02 + 元旦"]}
    }


def test_who_does_not_administer_settings_changes_nothing(world: World, ann: Api, chief: Api) -> None:
    put(chief, NEW_YEAR)
    user = world.person("olga")
    world.give(user, {}, admin=["org", "roles", "dictionaries"])
    before = stored(), len(entries())

    for other in (ann, world.api(user)):
        refused = put(other, [])
        assert refused.status_code == 403
        assert refused.json()["code"] == "no_right"

    assert (stored(), len(entries())) == before


def test_two_people_do_not_overwrite_each_other(chief: Api) -> None:
    seen = chief.get("workdays", year=2027).json()["version"]
    assert put(chief, NEW_YEAR, seen).status_code == 200

    stale = put(chief, [], seen)

    assert stale.status_code == 412
    assert stale.json()["current"]["days"] == NEW_YEAR
    assert len(stored()) == 2


@pytest.mark.parametrize(
    ("days", "path", "code"),
    [
        ("2027-01-01", "days", "not_a_list"),
        ([NEW_YEAR[0]] * 151, "days", "not_a_list"),
        ([*NEW_YEAR, {"day": "2027-02-30", "working": False}], "days.2", "malformed"),
        ([{"day": "2027-01-01", "working": "no"}], "days.0", "malformed"),
        ([{"day": "2027-01-01", "working": False, "name": "n" * 61}], "days.0", "malformed"),
        ([{"day": "2027-01-01", "working": False, "colour": "red"}], "days.0", "malformed"),
        (["2027-01-01"], "days.0", "malformed"),
        ([{"day": "2026-12-31", "working": False}], "days.0.day", "other_year"),
        ([NEW_YEAR[0], NEW_YEAR[0]], "days.1.day", "twice"),
    ],
)
def test_what_is_no_calendar_is_refused_by_line(chief: Api, days: Any, path: str, code: str) -> None:
    put(chief, NEW_YEAR)

    answer = put(chief, days)

    assert answer.status_code == 422
    assert [(error["path"], error["code"]) for error in answer.json()["errors"]] == [(path, code)]
    assert len(stored()) == 2


def test_a_year_out_of_reach_is_refused(chief: Api) -> None:
    for year in (1999, 2101):
        answer = chief.get("workdays", year=year)
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "year")


def test_the_missing_year_is_told(world: World, chief: Api) -> None:
    this = world.clock.moment.year
    assert chief.get("workdays").json()["missing"] == this
    assert put(chief, [{"day": f"{this}-05-01", "working": False}], year=this).status_code == 200
    months_left = world.clock.moment.month < 11
    assert chief.get("workdays").json()["missing"] == (None if months_left else this + 1)
    world.clock.moment = world.clock.moment.replace(month=11, day=1)
    assert chief.get("workdays").json()["missing"] == this + 1
    world.clock.moment = world.clock.moment.replace(month=10, day=31, hour=0) - timedelta(days=1)
    assert chief.get("workdays").json()["missing"] is None
