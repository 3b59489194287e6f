"""Roles as such, and who has them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from kezhou.http.auth.authenticate import CLOCK_KEY
from kezhou.platform.access import defaults
from kezhou.platform.access.models import Role, UserRole
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.identity import passwords

from .conftest import Company

ADMINISTRATORS = ("sysadmin", "secadmin", "auditor")


def _keys(company: Company, username: str) -> list[str]:
    rows = UserRole.objects.filter(user=company.users[username]).order_by("role_id")
    return list(rows.values_list("role__key", flat=True))


def test_the_default_roles_are_made_once(company: Company) -> None:
    assert list(Role.objects.order_by("id").values_list("key", flat=True)) == [
        "sysadmin", "secadmin", "auditor", "ceo", "director", "manager", "sales", "service", "marketing", "finance",
        "readonly",
    ]  # fmt: skip
    Role.objects.filter(key="sales").update(name="客户经理")
    assert defaults.ensure(company.ctx) == 0
    assert Role.objects.get(key="sales").name == "客户经理"


@pytest.mark.parametrize("username", ADMINISTRATORS)
def test_c12_administrators_see_no_customers(company: Company, username: str) -> None:
    made = company.call("sales")("post", "customer", {"name": "恒泰机械有限公司"}).json()
    call = company.call(username)
    assert call("get", "customer").status_code == 403
    assert call("get", f"customer/{made['id']}").status_code in (403, 404)
    assert call("get", "search?q=恒泰").json()["groups"] == []
    assert "customer" not in [entity["key"] for entity in call("get", "meta").json()["entities"]]


@pytest.mark.parametrize("pair", [("sysadmin", "secadmin"), ("secadmin", "auditor"), ("auditor", "sysadmin")])
def test_c12_administrators_are_different_persons(company: Company, pair: tuple[str, str]) -> None:
    stranger = company.users["stranger"]
    answer = company.call("secadmin")("put", f"users/{stranger.id}/roles", {"roles": list(pair)})
    assert answer.status_code == 422
    assert [(e["path"], e["code"]) for e in answer.json()["errors"]] == [("roles", "exclusive")]
    assert _keys(company, "stranger") == []

    UserRole.objects.create(user=stranger, role=company.role(pair[0]))
    with pytest.raises(IntegrityError), transaction.atomic():
        UserRole.objects.create(user=stranger, role=company.role(pair[1]))
    assert _keys(company, "stranger") == [pair[0]]


def test_roles_of_a_person_are_replaced_and_act_at_once(company: Company) -> None:
    stranger, secadmin = company.users["stranger"], company.call("secadmin")
    call = company.call("stranger")
    assert call("get", "customer").status_code == 403

    answer = secadmin("put", f"users/{stranger.id}/roles", {"roles": ["readonly", company.role("finance").id]})
    assert [role["key"] for role in answer.json()["roles"]] == ["finance", "readonly"]
    assert call("get", "customer").status_code == 200

    secadmin("put", f"users/{stranger.id}/roles", {"roles": []})
    assert call("get", "customer").status_code == 403
    entries = AuditEntry.objects.filter(action="roles_changed").order_by("id")
    assert [entry.changes["roles"] for entry in entries] == [
        {"from": [], "to": ["finance", "readonly"]},
        {"from": ["finance", "readonly"], "to": []},
    ]


def test_c06_nobody_gives_themselves_a_role(company: Company) -> None:
    me = company.users["secadmin"].id
    answer = company.call("secadmin")("put", f"users/{me}/roles", {"roles": ["secadmin", "ceo"]})
    assert (answer.status_code, answer.json()["code"]) == (403, "own_roles")
    assert _keys(company, "secadmin") == ["secadmin"]


def test_unknown_roles_are_named(company: Company) -> None:
    stranger = company.users["stranger"].id
    secadmin = company.call("secadmin")
    answer = secadmin("put", f"users/{stranger}/roles", {"roles": ["ceo", "emperor"]})
    assert [(e["path"], e["code"]) for e in answer.json()["errors"]] == [("roles.1", "unknown_role")]
    assert secadmin("put", f"users/{stranger}/roles", {"roles": [True]}).status_code == 422
    assert secadmin("put", "users/999999/roles", {"roles": []}).status_code == 404
    assert _keys(company, "stranger") == []


def test_in_a_browser_administration_needs_a_password_shown_lately(company: Company) -> None:
    password = passwords.temporary_password()
    passwords.set_password(company.ctx, company.users["secadmin"].id, password, must_change=False)
    extra: Any = {CLOCK_KEY: company.clock}
    client = Client()
    body = {"username": "secadmin", "password": password}
    csrf = client.post("/api/v1/auth/login", body, "application/json", **extra).json()["csrf_token"]
    stranger = company.users["stranger"].id

    def give(*keys: str) -> Any:
        path, headers = f"/api/v1/users/{stranger}/roles", {"X-CSRFToken": csrf}
        return client.put(path, {"roles": keys}, "application/json", headers=headers, **extra)

    assert give("sales").status_code == 200
    company.clock.moment += timedelta(minutes=61)
    assert client.get("/api/v1/roles", **extra).status_code == 200
    refused = give("ceo")
    assert (refused.status_code, refused.json()["code"]) == (403, "elevation_required")
    assert _keys(company, "stranger") == ["sales"]


def test_a_role_is_made_renamed_and_deleted(company: Company) -> None:
    secadmin = company.call("secadmin")
    made = secadmin("post", "roles", {"name": "渠道经理", "name_en": "Channel manager"})
    assert made.status_code == 201
    role = made.json()
    assert (role["key"], role["builtin"], role["people"], role["admin"]) == ("", False, 0, [])

    changed = secadmin("patch", f"roles/{role['id']}", {"require_mfa": True}, If_Match=made.headers["ETag"])
    assert changed.json()["require_mfa"] is True
    assert secadmin("patch", f"roles/{role['id']}", {"name": "x"}, If_Match='"1"').status_code == 412
    assert secadmin("patch", f"roles/{role['id']}", {"admin": ["org"]}).status_code == 422
    assert secadmin("patch", f"roles/{role['id']}", {"name": "总经理"}).status_code == 409

    stranger = company.users["stranger"].id
    secadmin("put", f"users/{stranger}/roles", {"roles": [role["id"]]})
    assert secadmin("delete", f"roles/{role['id']}").json()["code"] == "role_in_use"
    secadmin("put", f"users/{stranger}/roles", {"roles": []})
    assert secadmin("delete", f"roles/{role['id']}").status_code == 204
    assert secadmin("get", f"roles/{role['id']}/grants").status_code == 404
    assert secadmin("delete", f"roles/{company.role('readonly').id}").json()["code"] == "builtin_role"
