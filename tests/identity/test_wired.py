"""The same calls through the product's own URLs and settings."""

from typing import get_args

import pytest

from kezhou.platform.access.models import Role, RoleGrant, UserRole
from kezhou.platform.audit import actions
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.identity import hooks
from kezhou.platform.identity.hooks import SecurityAction
from kezhou.platform.org.models import User


@pytest.fixture
def window(person, visitor, clock, settings):
    settings.ROOT_URLCONF = "kezhou.config.urls"
    now = clock.now()
    role = Role.objects.create(name="some role", key="some_role", created_at=now, updated_at=now)
    RoleGrant.objects.create(role=role, entity="customer", action="view", level="dept_tree")
    RoleGrant.objects.create(role=role, entity="customer", action="update", level="own")
    RoleGrant.objects.create(role=role, entity="customer", action="delete", level="none")
    UserRole.objects.create(user=person("lin"), role=role)
    return visitor()


def test_me_lists_what_the_roles_grant_and_leaves_out_the_rest(window):
    can = window.login("lin").json()["user"]["can"]

    assert can["customer"] == {"view": "dept_tree", "update": "own"}
    assert can["user"]["view"] == "all"
    assert "update" not in can["user"]


def test_sign_in_use_and_sign_out(window):
    assert window.call("get", "me").status_code == 401
    window.login("lin")
    assert window.call("get", "customer").status_code == 200
    assert window.call("post", "auth/logout").status_code == 204
    assert window.call("get", "customer").status_code == 401
    assert window.call("get", "me").status_code == 401


def test_c07_strangers_get_401_from_entities_too(window):
    for method, path, body in (("get", "customer", None), ("post", "customer", {}), ("get", "meta", None)):
        refused = window.call(method, path, body)
        assert (refused.status_code, refused.json()["code"]) == (401, "unauthorized")


def test_c14_unsafe_calls_on_records_need_the_csrf_token(window):
    window.login("lin")
    refused = window.call("post", "customer", {"name": "客舟"}, headers={"X-CSRFToken": "wrong"})
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")


@pytest.mark.parametrize("action", get_args(SecurityAction))
def test_c48_the_audit_knows_every_security_event(action):
    assert actions.is_known(action)


def test_c48_sign_in_right_and_wrong_is_in_the_audit(window, listeners_in_service):
    hooks.security_listeners.extend(listeners_in_service)

    window.login("lin", "wrong-Wrong-wrong-1")
    window.login("nobody-of-this-name", "wrong-Wrong-wrong-1")
    window.login("lin")

    lin = User.objects.get().id
    rows = AuditEntry.objects.order_by("id").values_list("action", "record_id", "actor_id", "actor_kind", "ip")
    assert list(rows) == [
        ("login_failed", lin, None, "anonymous", "10.0.0.1"),
        ("login_failed", None, None, "anonymous", "10.0.0.1"),
        ("login", lin, lin, "user", "10.0.0.1"),
    ]
    assert "nobody-of-this-name" not in str(list(AuditEntry.objects.values()))
