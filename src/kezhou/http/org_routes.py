"""The organisation beyond the entities `user`, `department` and `position`: the tree, and the life of accounts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.platform.access import roles
from kezhou.platform.approvals import applications as accounts
from kezhou.platform.entities import registry
from kezhou.platform.identity.models import AccountApplication
from kezhou.platform.org.models import Department, User
from kezhou.platform.records import staff

from .administer import administrator
from .context import ctx_of
from .describe_answers import says
from .entity_answers import stored
from .etag import etag
from .jsonio import answer, body_object, only

router = Router(tags=["organisation"])
MAX_APPLICATIONS = 200


@router.get("/org/tree", operation_id="org_tree", summary="Departments, nested, with leaders and numbers of people")
def tree(request: HttpRequest) -> HttpResponse:
    """`people` work in the department itself, `people_below` also in those below it; only who may sign in counts."""
    ctx_of(request)
    only(request.GET)
    rows = (
        Department.objects.filter(deleted_at__isnull=True).select_related("leader").order_by("order", "sort_key", "id")
    )
    counts = staff.people_by_department()
    nodes: dict[int, dict[str, Any]] = {row.id: _node(row, counts.get(row.id, 0)) for row in rows}
    roots: list[dict[str, Any]] = []
    for row in rows:
        parent = nodes.get(row.parent_id) if row.parent_id else None
        (roots if parent is None else parent["children"]).append(nodes[row.id])
    for root in roots:
        _add_up(root)
    return answer({"items": roots})


@router.post(
    "/users",
    operation_id="users_create",
    summary="A new person, with a password to be changed at first use",
    openapi_extra=says(201),
)
def create_user(request: HttpRequest) -> HttpResponse:
    """The answer holds `temporary_password`, shown this once."""
    ctx = administrator(request, "org")
    user_id, temporary = staff.create(ctx, body_object(request))
    record = {**stored(ctx, registry.entity(ctx, "user"), user_id), "temporary_password": temporary}
    return answer(record, status=201, headers={"ETag": etag(record["version"]), "Location": f"/api/v1/user/{user_id}"})


@router.post(
    "/users/{int:user_id}/move", operation_id="users_move", summary="Another department; what they own follows"
)
def move_user(request: HttpRequest, user_id: int) -> HttpResponse:
    ctx = administrator(request, "org")
    data = only(body_object(request), "department")
    department = _id(data.get("department"), "department")
    staff.move(ctx, user_id, department)
    return _person(ctx, user_id)


@router.post("/user/{int:user_id}/actions/disable", operation_id="user_disable", summary="End everything of a person's")
def disable(request: HttpRequest, user_id: int) -> HttpResponse:
    ctx = administrator(request, "org")
    only(body_object(request))
    staff.disable(ctx, user_id)
    return _person(ctx, user_id)


@router.post("/user/{int:user_id}/actions/enable", operation_id="user_enable", summary="Let a person in again")
def enable(request: HttpRequest, user_id: int) -> HttpResponse:
    ctx = administrator(request, "org")
    only(body_object(request))
    staff.enable(ctx, user_id)
    return _person(ctx, user_id)


@router.post(
    "/user/{int:user_id}/actions/reset_password",
    operation_id="user_reset_password",
    summary="A temporary password, shown once; ends sessions and tokens",
)
def reset_password(request: HttpRequest, user_id: int) -> HttpResponse:
    ctx = administrator(request, "org", "security")
    only(body_object(request))
    temporary = staff.reset_password(ctx, user_id)
    return answer({"id": user_id, "temporary_password": temporary})


@router.get("/org/applications", operation_id="applications_list", summary="People who applied for an account")
def list_applications(request: HttpRequest) -> HttpResponse:
    administrator(request, "org", roles.PERMISSION)
    only(request.GET)
    rows = AccountApplication.objects.filter(user__status=User.Status.APPLIED, user__deleted_at__isnull=True)
    found = rows.select_related("user").order_by("created_at", "id")[:MAX_APPLICATIONS]
    return answer({"items": [_application(row) for row in found]})


@router.post(
    "/org/applications/{int:user_id}/approve",
    operation_id="applications_approve",
    summary="Let an applicant in, with a department and, by who administers roles, roles",
)
def approve(request: HttpRequest, user_id: int) -> HttpResponse:
    ctx = administrator(request, "org", roles.PERMISSION)
    data = only(body_object(request), "department", "roles", "comment")
    wanted = data.get("roles") or []
    if not isinstance(wanted, list) or not all(isinstance(w, int | str) and not isinstance(w, bool) for w in wanted):
        message = _("roles must be a list of ids or keys.")
        raise Invalid(message, errors=[FieldError("roles", "not_a_list", message)])
    department = None if data.get("department") is None else _id(data["department"], "department")
    accounts.approve(ctx, user_id, department, wanted, str(data.get("comment") or ""))
    return _person(ctx, user_id)


@router.post(
    "/org/applications/{int:user_id}/reject",
    operation_id="applications_reject",
    summary="Turn an applicant down",
    openapi_extra=says(204),
)
def reject(request: HttpRequest, user_id: int) -> HttpResponse:
    ctx = administrator(request, "org", roles.PERMISSION)
    accounts.reject(ctx, user_id, str(only(body_object(request), "comment").get("comment") or ""))
    return HttpResponse(status=204)


def _person(ctx: Ctx, user_id: int) -> HttpResponse:
    record = stored(ctx, registry.entity(ctx, "user"), user_id)
    return answer(record, headers={"ETag": etag(record["version"])})


def _id(value: Any, path: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    message = _("This must be the id of a record.")
    raise Invalid(message, errors=[FieldError(path, "not_an_id", message)])


def _node(row: Department, people: int) -> dict[str, Any]:
    leader = row.leader
    names = ("id", "version", "name", "short_name", "code", "kind", "order")
    return {
        **{name: getattr(row, name) for name in names},
        "parent": row.parent_id,
        "leader": None if leader is None else {"id": leader.id, "title": leader.name},
        "people": people,
        "people_below": people,
        "children": [],
    }


def _add_up(node: dict[str, Any]) -> int:
    """The tree is at most `org.tree.MAX_DEPTH` deep, so recursion ends."""
    total: int = node["people"] + sum(_add_up(child) for child in node["children"])
    node["people_below"] = total
    return total


def _application(row: AccountApplication) -> dict[str, Any]:
    user = row.user
    return {
        "id": user.id,
        "name": user.name,
        "username": user.username,
        "staff_no": user.staff_no,
        "email": user.email,
        "phone": user.phone,
        "department": row.department,
        "reason": row.reason,
        "created_at": row.created_at,
    }
