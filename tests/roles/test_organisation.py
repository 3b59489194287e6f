"""People and departments as administrators of the organisation change them."""

from kezhou.kernel.ctx import Actor, Ctx
from kezhou.platform.access.models import UserRole
from kezhou.platform.approvals.models import ApprovalRequest
from kezhou.platform.identity import accounts, hashing, passwords
from kezhou.platform.org.models import Department, DepartmentClosure, User

from .conftest import Company


def _applicant(company: Company) -> User:
    ctx = Ctx(actor=Actor(None, "", "anonymous"), clock=company.clock, ip="10.0.0.9")
    words = {"email": "", "phone": "", "staff_no": "", "department": "南区", "reason": "新人"}
    password = passwords.temporary_password()
    accounts.apply(ctx, accounts.Application(name="陆一鸣", username="lu", password=password, **words))
    return User.objects.get(username="lu")


def test_the_tree_has_leaders_and_numbers(company: Company) -> None:
    Department.objects.filter(name="北区").update(leader=company.users["manager"])
    (root,) = company.call("sales")("get", "org/tree").json()["items"]
    assert (root["name"], root["people"], root["people_below"]) == ("总部", 4, 7)
    assert [(child["name"], child["people"]) for child in root["children"]] == [("北区", 2), ("南区", 1)]
    assert root["children"][0]["leader"] == {"id": company.users["manager"].id, "title": "Manager"}


def test_a_department_is_made_moved_and_deleted_when_empty(company: Company) -> None:
    call = company.call("sysadmin")
    north, south = company.departments["北区"].id, company.departments["南区"].id
    made = call("post", "department", {"name": "北区三组", "parent": north})
    assert made.status_code == 201
    team = made.json()["id"]
    assert DepartmentClosure.objects.filter(descendant_id=team).count() == 3

    moved = call("patch", f"department/{team}", {"parent": south, "name": "南区三组"}, If_Match='"1"')
    assert moved.json()["parent"] == {"id": south, "title": "南区"}
    assert not DepartmentClosure.objects.filter(ancestor_id=north, descendant_id=team).exists()

    circle = call("patch", f"department/{south}", {"parent": team}, If_Match='"1"')
    assert (circle.status_code, circle.json()["errors"][0]["code"]) == (422, "circle")
    full = call("delete", f"department/{south}", If_Match='"1"')
    assert (full.status_code, full.json()["code"]) == (409, "department_not_empty")
    assert Department.objects.get(id=south).deleted_at is None

    assert call("delete", f"department/{team}", If_Match='"2"').status_code == 204
    assert not DepartmentClosure.objects.filter(descendant_id=team).exists()
    assert call("post", f"department/{team}/restore").status_code == 200
    assert DepartmentClosure.objects.filter(ancestor_id=south, descendant_id=team).exists()
    assert company.call("ceo")("post", "department", {"name": "x"}).status_code == 403


def test_a_person_is_taken_on_with_a_password_shown_once(company: Company) -> None:
    call = company.call("sysadmin")
    body = {"username": "zhang", "name": "张三", "staff_no": "K9", "department": company.departments["北区"].id}
    made = call("post", "users", body)
    assert made.status_code == 201
    user = User.objects.get(username="zhang")
    assert hashing.verify(user.password, made.json()["temporary_password"])
    assert (user.must_change_password, user.status, user.sort_key != "") == (True, "active", True)
    assert user.password_history == []

    taken = call("post", "users", {**body, "username": "ZHANG", "staff_no": ""})
    assert taken.status_code == 409
    assert [(e["path"], e["code"]) for e in taken.json()["errors"]] == [("username", "taken")]
    assert User.objects.filter(username__iexact="zhang").count() == 1
    assert company.call("secadmin")("post", "users", {**body, "username": "li"}).status_code == 403
    assert not User.objects.filter(username="li").exists()


def test_plain_facts_of_a_person_are_changed_like_any_record(company: Company) -> None:
    manager = company.users["manager"]
    call = company.call("sysadmin")
    changed = call(
        "patch", f"user/{company.users['sales'].id}", {"superior": manager.id, "phone": "13800001234"}, If_Match='"1"'
    )
    assert changed.status_code == 200
    assert changed.json()["superior"]["id"] == manager.id
    circle = call("patch", f"user/{manager.id}", {"superior": company.users["sales"].id}, If_Match='"1"')
    assert circle.json()["errors"][0]["code"] == "circle"
    refused = company.call("ceo")("patch", f"user/{manager.id}", {"name": "x"}, If_Match='"1"')
    assert refused.status_code == 403
    assert User.objects.get(id=manager.id).name == "Manager"


def test_c11_what_a_person_owns_moves_along(company: Company) -> None:
    customer = company.call("sales")("post", "customer", {"name": "恒泰机械有限公司"}).json()["id"]
    manager = company.call("manager")
    assert manager("get", f"customer/{customer}").status_code == 200
    sales, south = company.users["sales"].id, company.departments["南区"].id
    moved = company.call("sysadmin")("post", f"users/{sales}/move", {"department": south})
    assert moved.json()["department"] == {"id": south, "title": "南区"}
    assert manager("get", f"customer/{customer}").status_code == 404
    unknown = company.call("sysadmin")("post", f"users/{sales}/move", {"department": 10**9})
    assert unknown.json()["errors"][0]["path"] == "department"


def test_c18_a_disabled_person_is_out_at_once(company: Company) -> None:
    sales, admin = company.call("sales"), company.call("sysadmin")
    id_ = company.users["sales"].id
    assert sales("get", "me").status_code == 200
    assert admin("post", f"user/{id_}/actions/disable", {}).json()["status"] == "disabled"
    assert sales("get", "me").status_code == 401
    assert admin("post", f"user/{id_}/actions/disable", {}).status_code == 409
    assert admin("post", f"user/{id_}/actions/enable", {}).json()["status"] == "active"
    assert sales("get", "me").status_code == 401
    me = company.users["sysadmin"].id
    assert admin("post", f"user/{me}/actions/disable", {}).json()["code"] == "own_account"
    assert company.call("ceo")("post", f"user/{id_}/actions/disable", {}).status_code == 403
    assert User.objects.get(id=id_).status == "active"


def test_c06_a_password_reset_is_no_way_to_other_administrators_rights(company: Company) -> None:
    secadmin, sysadmin = company.users["secadmin"], company.users["sysadmin"]
    assert company.call("sysadmin")("post", f"user/{secadmin.id}/actions/reset_password", {}).status_code == 403
    assert (
        company.call("secadmin")("post", f"user/{company.users['ceo'].id}/actions/reset_password", {}).status_code
        == 403
    )
    assert User.objects.get(id=secadmin.id).password == ""

    answer = company.call("sysadmin")("post", f"user/{company.users['ceo'].id}/actions/reset_password", {})
    assert hashing.verify(User.objects.get(username="ceo").password, answer.json()["temporary_password"])
    assert company.call("secadmin")("post", f"user/{sysadmin.id}/actions/reset_password", {}).status_code == 200


def test_an_applicant_is_let_in_with_department_and_roles(company: Company) -> None:
    lu = _applicant(company)
    admin = company.call("sysadmin")
    assert [item["id"] for item in admin("get", "org/applications").json()["items"]] == [lu.id]
    south = company.departments["南区"].id
    path, body = f"org/applications/{lu.id}/approve", {"department": south, "roles": ["sales"]}
    # Roles are given by those who administer roles; nothing of the approval stays.
    assert admin("post", path, body).status_code == 403
    assert User.objects.get(id=lu.id).status == "applied"

    assert company.call("secadmin")("post", path, body).status_code == 200
    lu.refresh_from_db()
    assert (lu.status, lu.department_id) == ("active", south)
    assert list(UserRole.objects.filter(user=lu).values_list("role__key", flat=True)) == ["sales"]
    assert ApprovalRequest.objects.get().state == "approved"
    assert admin("post", path, {"department": south}).status_code == 409


def test_an_applicant_is_turned_down_on_the_approvals_page(company: Company) -> None:
    lu = _applicant(company)
    admin = company.call("sysadmin")
    (asked,) = admin("get", "approvals?state=pending").json()["items"]
    assert "陆一鸣" in asked["title"]
    assert admin("post", f"approvals/{asked['id']}/reject", {"comment": "不认识"}).status_code == 200
    lu.refresh_from_db()
    assert lu.status == "rejected"
    assert company.call("ceo")("get", "org/applications").status_code == 403
