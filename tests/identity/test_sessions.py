"""Sessions: idle and absolute end, log-out, revocation, disable at once (C18), one statement per resolve (C10)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kezhou.platform.identity import accounts, persons, sessions
from kezhou.platform.identity.models import ApiToken, Session
from kezhou.platform.org import tree
from kezhou.platform.org.models import User
from kezhou.platform.org.people import move_user, set_superior

from .conftest import later


def test_resolving_is_one_statement_and_last_seen_is_written_once_a_minute(person, clock, ctx):
    department = tree.create_department(ctx, name="销售一部")
    user = person("lin", department=department, staff_no="K1")
    started = sessions.start(user, now=clock.now(), ip="10.0.0.1", user_agent="test", mfa=False)

    with CaptureQueriesContext(connection) as queries:
        found = sessions.resolve(started.token, clock.now())
    assert len(queries) == 1
    assert found is not None
    assert (found.person.id, found.person.department, found.csrf) == (user.id, "销售一部", started.csrf)

    later(clock, seconds=59)
    with CaptureQueriesContext(connection) as queries:
        sessions.resolve(started.token, clock.now())
    assert len(queries) == 1
    later(clock, seconds=1)
    with CaptureQueriesContext(connection) as queries:
        sessions.resolve(started.token, clock.now())
    assert len(queries) == 2
    assert Session.objects.get().last_seen_at == clock.now()


@pytest.mark.parametrize(("profile", "idle", "whole"), [("asvs", 12 * 60, 7 * 24 * 60), ("djbh3", 30, 12 * 60)])
def test_c17_a_session_ends_idle_and_in_any_case(person, visitor, clock, settings, profile, idle, whole):
    settings.KEZHOU_PASSWORD_PROFILE = profile
    person("lin")
    window = visitor()
    window.login("lin")
    passed = 0
    while passed + idle - 1 < whole:
        later(clock, minutes=idle - 1)
        passed += idle - 1
        assert window.call("get", "probe").status_code == 200
    later(clock, minutes=whole - passed)
    assert window.call("get", "probe").status_code == 401

    window.login("lin")
    later(clock, minutes=idle)
    ended = window.call("get", "probe")
    assert (ended.status_code, ended.json()["code"]) == (401, "session_ended")


def test_logout_ends_the_session_and_clears_the_cookie(person, visitor, events):
    person("lin")
    window = visitor()
    window.login("lin")
    token = window.client.cookies["kezhou_session"].value

    assert window.call("post", "auth/logout").status_code == 204
    assert window.client.cookies["kezhou_session"].value == ""
    window.client.cookies["kezhou_session"] = token
    assert window.call("get", "probe").status_code == 401
    assert [event.action for event in events] == ["login", "logout"]


def test_sessions_are_listed_and_revoked_by_their_owner_only(person, visitor, events):
    person("lin")
    person("mei")
    desk, phone, stranger = visitor(), visitor(ip="10.0.0.2"), visitor(ip="10.0.0.3")
    for window, name in ((desk, "lin"), (phone, "lin"), (stranger, "mei")):
        window.login(name)

    items = desk.call("get", "auth/sessions").json()["items"]
    assert sorted((item["ip"], item["current"]) for item in items) == [("10.0.0.1", True), ("10.0.0.2", False)]
    assert not any("token" in key or "csrf" in key for item in items for key in item)
    other = next(item["id"] for item in items if not item["current"])

    assert stranger.call("delete", f"auth/sessions/{other}").status_code == 404
    assert phone.call("get", "probe").status_code == 200
    assert desk.call("delete", f"auth/sessions/{other}").status_code == 204
    assert phone.call("get", "probe").status_code == 401
    assert desk.call("delete", f"auth/sessions/{other}").status_code == 404
    assert [event.action for event in events].count("session_revoked") == 1


def test_c18_disabling_ends_sessions_and_tokens_at_the_next_call(person, visitor, ctx, events):
    user = person("lin")
    window, system = visitor(), visitor()
    window.login("lin")
    token = window.call("post", "auth/tokens", {"name": "erp", "scopes": ["write"]}).json()["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert window.call("get", "probe").status_code == 200
    assert system.call("get", "probe", headers=bearer).status_code == 200

    accounts.disable(ctx, user.id)

    assert window.call("get", "probe").status_code == 401
    assert system.call("get", "probe", headers=bearer).status_code == 401
    assert visitor().login("lin").status_code == 401

    accounts.enable(ctx, user.id)
    assert window.call("get", "probe").status_code == 401
    assert system.call("get", "probe", headers=bearer).status_code == 401
    assert visitor().login("lin").status_code == 200
    assert [event.action for event in events if event.action.endswith("abled")] == [
        "disabled",
        "enabled",
    ]


def test_c18_the_statement_itself_asks_for_the_persons_status(person, visitor):
    user = person("lin")
    window = visitor()
    window.login("lin")

    User.objects.filter(id=user.id).update(status="disabled")

    assert window.call("get", "probe").status_code == 401
    assert Session.objects.filter(revoked_at__isnull=True).exists()
    assert not ApiToken.objects.exists()


def test_c10_c11_moving_a_person_or_a_department_acts_at_the_next_call(person, visitor, ctx):
    north = tree.create_department(ctx, name="北区")
    south = tree.create_department(ctx, name="南区")
    team = tree.create_department(ctx, name="一部", parent_id=south.id)
    lead, junior = person("lead", department=north), person("junior", department=team)
    window = visitor()
    window.login("lead")
    assert window.call("get", "probe").json()["dept_tree"] == [north.id]

    tree.move_department(ctx, team.id, north.id)
    assert window.call("get", "probe").json()["dept_tree"] == [north.id, team.id]
    move_user(ctx, lead.id, team.id)
    assert window.call("get", "probe").json()["dept_tree"] == [team.id]
    assert window.call("get", "probe").json()["reports"] == []
    set_superior(ctx, junior.id, lead.id)
    assert window.call("get", "probe").json()["reports"] == [junior.id]
    set_superior(ctx, junior.id, None)
    assert window.call("get", "probe").json()["reports"] == []


def test_administrative_acts_close_an_hour_after_the_password_was_shown(person, visitor, clock, events):
    person("boss")
    window = visitor()
    window.login("boss")
    assert window.call("post", "administer").status_code == 200

    later(clock, minutes=60)
    refused = window.call("post", "administer")
    assert (refused.status_code, refused.json()["code"]) == (403, "elevation_required")
    assert window.call("post", "auth/elevate", {"password": "wrong-Wrong-wrong-1"}).status_code == 401
    assert window.call("post", "administer").status_code == 403
    assert window.call("post", "auth/elevate", {"password": "correct-Horse-battery-9"}).status_code == 200
    assert window.call("post", "administer").status_code == 200
    assert [(event.action, event.meta.get("elevated")) for event in events] == [("login", None), ("login", True)]


def test_c13_a_job_finds_its_starter_as_they_stand_now(person, clock, ctx):
    user = person("lin", name="林小雨", locale="en")
    found = persons.load(user.id, clock.now())
    assert found is not None
    assert (found.id, found.name, found.locale, found.epochs.person) == (user.id, "林小雨", "en", 1)
    assert persons.load_by_username("LIN", clock.now()) == found

    accounts.disable(ctx, user.id)
    assert persons.load(user.id, clock.now()) is None
    assert persons.load_by_username("lin", clock.now()) is None
    assert persons.load(user.id + 1, clock.now()) is None
