"""The matrix of a role: what it grants, who may change it, and that a change acts at the next call."""

import pytest

from kezhou.platform.access.models import RoleField, RoleGrant, UserRole
from kezhou.platform.audit.models import AuditEntry

from .conftest import Company


def _customer(company: Company) -> int:
    made = company.call("sales")("post", "customer", {"name": "恒泰机械有限公司", "phone": "0755-26780000"})
    assert made.status_code == 201
    return int(made.json()["id"])


def test_c10_a_removed_right_is_gone_at_the_next_call(company: Company) -> None:
    customer = _customer(company)
    sales, secadmin = company.call("sales"), company.call("secadmin")
    role = company.role("sales")
    assert sales("get", f"customer/{customer}").status_code == 200
    matrix = secadmin("get", f"roles/{role.id}/grants").json()["grants"]
    assert matrix["*"]["view"] == {"level": "own", "depts": [], "condition": None}

    matrix["*"]["view"]["level"] = "none"
    answer = secadmin("put", f"roles/{role.id}/grants", {"grants": matrix})

    assert answer.status_code == 200
    assert answer.json()["grants"]["*"]["view"]["level"] == "none"
    assert sales("get", f"customer/{customer}").status_code == 403
    entry = AuditEntry.objects.get(action="grants_changed")
    assert (entry.entity, entry.record_id, entry.actor_id) == ("role", role.id, company.users["secadmin"].id)
    assert list(entry.changes) == ["*.view"]
    assert entry.changes["*.view"]["from"]["level"] == "own"
    assert entry.changes["*.view"]["to"]["level"] == "none"


def test_a_word_about_one_entity_replaces_the_word_about_all(company: Company) -> None:
    customer = _customer(company)
    sales, role = company.call("sales"), company.role("sales")
    matrix = {"*": {"view": {"level": "own"}}, "customer": {"view": {"level": "none"}}}
    assert company.call("secadmin")("put", f"roles/{role.id}/grants", {"grants": matrix}).status_code == 200
    assert sales("get", f"customer/{customer}").status_code == 403
    assert sales("get", "contact").status_code == 200


@pytest.mark.parametrize(
    ("grants", "path", "code"),
    [
        ({"customer": {"fly": {"level": "all"}}}, "grants.customer.fly", "unknown_right"),
        ({"spaceship": {"view": {"level": "all"}}}, "grants.spaceship.view", "unknown_right"),
        ({"user": {"update": {"level": "all"}}}, "grants.user.update", "unknown_right"),
        ({"customer": {"view": {"level": "some"}}}, "grants.customer.view.level", "unknown_level"),
        ({"user": {"reveal": {"level": "own"}}}, "grants.user.reveal.level", "unknown_level"),
        ({"customer": {"view": {"level": "depts"}}}, "grants.customer.view.depts", "bad_depts"),
        ({"customer": {"view": {"level": "own", "depts": [1]}}}, "grants.customer.view.depts", "bad_depts"),
        (
            {"customer": {"view": {"level": "depts", "depts": [10**9]}}},
            "grants.customer.view.depts",
            "unknown_department",
        ),
        ({"customer": {"view": "all"}}, "grants.customer.view", "not_an_object"),
        ({"customer": {"view": {"level": "all", "x": 1}}}, "grants.customer.view.x", "unknown_field"),
        ([], "grants", "not_an_object"),
    ],
)
def test_wrong_rights_are_named_and_change_nothing(company: Company, grants: object, path: str, code: str) -> None:
    role = company.role("sales")
    before = list(RoleGrant.objects.order_by("id").values_list())
    answer = company.call("secadmin")("put", f"roles/{role.id}/grants", {"grants": grants})
    assert answer.status_code == 422
    assert [(error["path"], error["code"]) for error in answer.json()["errors"]] == [(path, code)]
    assert list(RoleGrant.objects.order_by("id").values_list()) == before


def test_a_condition_narrows_a_grant_and_must_make_sense(company: Company) -> None:
    customer = _customer(company)
    sales, secadmin, role = company.call("sales"), company.call("secadmin"), company.role("sales")
    cell = {"level": "own", "condition": {"field": "level", "op": "eq", "value": "A"}}
    assert secadmin("put", f"roles/{role.id}/grants", {"grants": {"customer": {"view": cell}}}).status_code == 200
    assert sales("get", f"customer/{customer}").status_code == 404

    cell["condition"] = {"field": "nothing", "op": "eq", "value": 1}
    refused = secadmin("put", f"roles/{role.id}/grants", {"grants": {"customer": {"view": cell}}})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["path"] == "grants.customer.view.condition"


def test_c06_nobody_changes_a_role_that_they_have(company: Company) -> None:
    role = company.role("secadmin")
    secadmin = company.call("secadmin")
    answer = secadmin("put", f"roles/{role.id}/grants", {"grants": {"*": {"view": {"level": "all"}}}})
    assert (answer.status_code, answer.json()["code"]) == (403, "own_role")
    assert secadmin("patch", f"roles/{role.id}", {"name": "x"}).json()["code"] == "own_role"
    assert not RoleGrant.objects.filter(role=role).exists()
    assert secadmin("get", "customer").status_code == 403


@pytest.mark.parametrize("username", ["sysadmin", "auditor", "ceo", "sales", "stranger"])
def test_others_cannot_change_roles(company: Company, username: str) -> None:
    role = company.role("sales")
    before = list(RoleGrant.objects.order_by("id").values_list())
    call = company.call(username)
    assert call("put", f"roles/{role.id}/grants", {"grants": {}}).status_code == 403
    assert call("put", f"roles/{role.id}/fields", {"fields": {}}).status_code == 403
    assert call("post", "roles", {"name": "x"}).status_code == 403
    assert call("put", f"users/{company.users['stranger'].id}/roles", {"roles": ["ceo"]}).status_code == 403
    assert list(RoleGrant.objects.order_by("id").values_list()) == before
    assert not UserRole.objects.filter(user=company.users["stranger"]).exists()


def test_field_rights_hide_open_and_close(company: Company) -> None:
    customer = _customer(company)
    sales, secadmin, role = company.call("sales"), company.call("secadmin"), company.role("sales")
    assert sales("get", f"customer/{customer}").json()["phone"] == "075****0000"
    wanted = {
        "customer": {
            "phone": {"view": "full", "edit": True},
            "remarks": {"view": "hidden", "edit": False},
            "level": {"view": "full", "edit": False},
        }
    }
    assert secadmin("put", f"roles/{role.id}/fields", {"fields": wanted}).status_code == 200
    assert RoleField.objects.filter(role=role).count() == 3

    record = sales("get", f"customer/{customer}").json()
    assert record["phone"] == "075526780000"
    assert "remarks" not in record
    refused = sales("patch", f"customer/{customer}", {"level": "A"}, If_Match='"1"')
    assert refused.status_code == 403
    assert refused.json()["errors"][0]["path"] == "level"

    bad = {"customer": {"remarks": {"view": "hidden", "edit": True}}}
    assert secadmin("put", f"roles/{role.id}/fields", {"fields": bad}).json()["errors"][0]["code"] == "blind_edit"


def test_explain_tells_which_grant_answers(company: Company) -> None:
    customer = _customer(company)
    own = company.call("sales")("get", f"customer/{customer}/explain?action=update").json()
    assert own["allowed"] is True
    assert [(r["code"], r["role"], r["level"], r["answers"]) for r in own["reasons"]] == [
        ("grant", "sales", "own", True)
    ]

    stranger = company.users["stranger"].id
    about = company.call("secadmin")("get", f"customer/{customer}/explain?user={stranger}").json()
    assert about["allowed"] is False
    assert [reason["code"] for reason in about["reasons"]] == ["no_grant"]

    assert company.call("stranger")("get", f"customer/{customer}/explain").status_code == 404
    assert company.call("sales")("get", f"customer/{customer}/explain?user={stranger}").status_code == 403
    assert company.call("sales")("get", f"customer/{customer}/explain?action=fly").status_code == 400
