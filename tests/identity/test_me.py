"""`GET me` and `PATCH me`."""

import pytest

from kezhou.http.auth import me_hooks
from kezhou.platform.access.models import Role, UserRole
from kezhou.platform.org.models import User
from kezhou.platform.org.people import create_position
from kezhou.platform.org.tree import create_department


def test_me_says_who_i_am(person, visitor, ctx, clock, monkeypatch):
    department = create_department(ctx, name="销售一部")
    position = create_position(ctx, name="销售经理")
    user = person("lin", name="林小雨", staff_no="K1", department=department, position=position)
    now = clock.now()
    role = Role.objects.create(
        key="sales", name="销售", name_en="Sales", admin=["org", "audit"], created_at=now, updated_at=now
    )
    UserRole.objects.create(user=user, role=role)
    monkeypatch.setattr(me_hooks, "unread", [lambda _ctx: 2, lambda _ctx: 5])
    window = visitor()
    login = window.login("lin").json()

    me = window.call("get", "me").json()

    assert me == login["user"]
    can = me.pop("can")
    assert isinstance(can, dict)
    assert me == {
        "id": user.id,
        "username": "lin",
        "name": "林小雨",
        "staff_no": "K1",
        "department": {"id": department.id, "title": "销售一部"},
        "position": {"id": position.id, "title": "销售经理"},
        "locale": "en",
        "tz": "Asia/Shanghai",
        "theme": "auto",
        "name_display": "name",
        "roles": [{"key": "sales", "label": "Sales"}],
        "admin": ["audit", "org"],
        "csrf_token": window.csrf,
        "unread": 7,
        "must_change_password": False,
        "totp": False,
        "mfa_required": False,
        "elevated_until": "2026-11-22T09:00:00Z",
    }
    chinese = window.call("get", "me", headers={"Accept-Language": "zh-CN"}).json()
    assert (chinese["roles"], chinese["locale"]) == ([{"key": "sales", "label": "销售"}], "zh-CN")


def test_c33_no_answer_holds_a_secret(person, visitor):
    person("lin")
    window = visitor()
    answers = [window.login("lin"), window.call("get", "me"), window.call("get", "auth/sessions")]
    user = User.objects.get()
    token = window.client.cookies["kezhou_session"].value
    for response in answers:
        text = response.content.decode()
        assert user.password not in text
        assert token not in text
        assert "password_history" not in text


def test_settings_of_ones_own_screen(person, visitor):
    user = person("lin")
    other = person("mei")
    window = visitor()
    window.login("lin")

    changed = window.call(
        "patch", "me", {"locale": "zh-CN", "theme": "dark", "tz": "Europe/Paris", "name_display": "name_staff_no"}
    )

    assert changed.status_code == 200
    assert (changed.json()["locale"], changed.json()["theme"], changed.json()["tz"]) == (
        "zh-CN",
        "dark",
        "Europe/Paris",
    )
    user.refresh_from_db()
    assert (user.locale, user.name_display, user.version) == ("zh-hans", "name_staff_no", 1)
    assert User.objects.get(id=other.id).theme == "auto"


@pytest.mark.parametrize(
    ("body", "path"), [({"locale": "fr"}, "locale"), ({"tz": "Mars/Base"}, "tz"), ({"tz": "../../etc/passwd"}, "tz")]
)
def test_wrong_settings_name_the_field_and_change_nothing(person, visitor, body, path):
    person("lin")
    window = visitor()
    window.login("lin")

    refused = window.call("patch", "me", {"theme": "dark", **body})

    assert refused.status_code == 422
    assert [error["path"] for error in refused.json()["errors"]] == [path]
    assert User.objects.get().theme == "auto"
