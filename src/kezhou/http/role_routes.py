"""Roles, what they grant, who has them, and why somebody can or cannot reach a record."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from kezhou.kernel.errors import BadRequest, FieldError, Forbidden, Invalid, NotFound
from kezhou.platform.access import role_rights, roles
from kezhou.platform.access.explain import explain
from kezhou.platform.access.models import Role
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.entities import registry
from kezhou.platform.entities.definition import STANDARD_ACTIONS
from kezhou.platform.org.models import User
from kezhou.platform.query.titles import titles
from kezhou.platform.records import subjects

from .administer import administrator, version_if_sent, whole_number
from .context import ctx_of
from .describe_answers import says
from .etag import etag
from .jsonio import answer, body_object, only

router = Router(tags=["roles"])


@router.get("/roles", operation_id="roles_list", summary="All roles with the number of people who have each")
def list_roles(request: HttpRequest) -> HttpResponse:
    administrator(request, roles.PERMISSION, "org", "audit")
    only(request.GET)
    return answer({"items": [_role(role) for role in roles.listed()]})


@router.post(
    "/roles", operation_id="roles_create", summary="A new role, which grants nothing yet", openapi_extra=says(201)
)
def create_role(request: HttpRequest) -> HttpResponse:
    ctx = administrator(request, roles.PERMISSION)
    role = roles.create(ctx, body_object(request))
    return answer(_role(role), status=201, headers={"ETag": etag(role.version)})


@router.patch("/roles/{int:role_id}", operation_id="roles_change", summary="Name, description, second factor")
def change_role(request: HttpRequest, role_id: int) -> HttpResponse:
    ctx = administrator(request, roles.PERMISSION)
    role = roles.change(ctx, role_id, body_object(request), version_if_sent(request))
    return answer(_role(role), headers={"ETag": etag(role.version)})


@router.delete(
    "/roles/{int:role_id}",
    operation_id="roles_delete",
    summary="A role that nobody has and no default one",
    openapi_extra=says(204),
)
def delete_role(request: HttpRequest, role_id: int) -> HttpResponse:
    ctx = administrator(request, roles.PERMISSION)
    roles.delete(ctx, role_id, version_if_sent(request))
    return HttpResponse(status=204)


@router.get("/roles/{int:role_id}/grants", operation_id="roles_grants", summary="The matrix entity × action → level")
def get_grants(request: HttpRequest, role_id: int) -> HttpResponse:
    ctx = administrator(request, roles.PERMISSION)
    only(request.GET)
    return _matrix(request, role_id, role_rights.grants(ctx, role_id))


@router.put("/roles/{int:role_id}/grants", operation_id="roles_set_grants", summary="Replace the matrix of a role")
def put_grants(request: HttpRequest, role_id: int) -> HttpResponse:
    ctx = administrator(request, roles.PERMISSION)
    data = only(body_object(request), "grants")
    role_rights.replace_grants(ctx, role_id, data.get("grants"), version_if_sent(request))
    return _matrix(request, role_id, role_rights.grants(ctx, role_id))


@router.get("/roles/{int:role_id}/fields", operation_id="roles_fields", summary="Field rights of a role")
def get_fields(request: HttpRequest, role_id: int) -> HttpResponse:
    ctx = administrator(request, roles.PERMISSION)
    only(request.GET)
    return _fields(request, role_id, role_rights.fields(ctx, role_id))


@router.put(
    "/roles/{int:role_id}/fields", operation_id="roles_set_fields", summary="Replace the field rights of a role"
)
def put_fields(request: HttpRequest, role_id: int) -> HttpResponse:
    ctx = administrator(request, roles.PERMISSION)
    data = only(body_object(request), "fields")
    role_rights.replace_fields(ctx, role_id, data.get("fields"), version_if_sent(request))
    return _fields(request, role_id, role_rights.fields(ctx, role_id))


@router.get("/users/{int:user_id}/roles", operation_id="users_roles", summary="The roles of a person")
def get_user_roles(request: HttpRequest, user_id: int) -> HttpResponse:
    administrator(request, roles.PERMISSION, "org", "audit")
    only(request.GET)
    if not User.objects.filter(id=user_id, deleted_at__isnull=True).exists():
        raise NotFound()
    return answer({"roles": [_brief(role) for role in roles.roles_of(user_id)]})


@router.put("/users/{int:user_id}/roles", operation_id="users_set_roles", summary="Give a person exactly these roles")
def put_user_roles(request: HttpRequest, user_id: int) -> HttpResponse:
    ctx = administrator(request, roles.PERMISSION)
    wanted = only(body_object(request), "roles").get("roles")
    if not isinstance(wanted, list) or not all(isinstance(w, int | str) and not isinstance(w, bool) for w in wanted):
        message = _("roles must be a list of ids or keys.")
        raise Invalid(message, errors=[FieldError("roles", "not_a_list", message)])
    return answer({"roles": [_brief(role) for role in roles.set_roles(ctx, user_id, wanted)]})


@router.get(
    "/{slug:entity_key}/{int:record_id}/explain",
    operation_id="explain",
    summary="Why a person can or cannot do something to a record",
)
def explain_record(request: HttpRequest, entity_key: str, record_id: int) -> HttpResponse:
    """`user` (default: the caller) and `action` (default: `view`). About others only for those who administer roles."""
    ctx = ctx_of(request)
    words = only(request.GET, "user", "action")
    entity = registry.entity(ctx, entity_key)
    action = str(words.get("action") or "view")
    if action not in (*STANDARD_ACTIONS, *(own.key for own in entity.definition.actions)):
        message = _("There is no such action.")
        raise BadRequest(message, code="unknown_action", errors=[FieldError("action", "unknown_action", message)])
    user_id = whole_number(words["user"], "user") if words.get("user") else ctx.actor.id
    may_ask_about_all = roles.PERMISSION in ctx.grants.admin
    if user_id != ctx.actor.id and not may_ask_about_all:
        raise Forbidden(code="no_right", extra={"permission": roles.PERMISSION})
    if not may_ask_about_all:
        subjects.check(ctx, entity_key, record_id)
    elif not entity.model._default_manager.filter(pk=record_id).exists():
        raise NotFound()
    person = None if user_id is None else User.objects.filter(id=user_id, deleted_at__isnull=True).first()
    if person is None:
        raise NotFound()
    head = {"user": {"id": person.id, "title": person.name}, "action": action}
    if person.status != User.Status.ACTIVE:
        reason = {"code": "inactive_account", "message": _("This account is not active."), "answers": False}
        return answer({"allowed": False, "reasons": [reason], **head})
    found = explain(ctx if user_id == ctx.actor.id else ctx_for_user(person.id, ctx.clock), entity, record_id, action)
    reasons = [
        {"code": r.code, "message": r.message, "answers": r.answers, "role": r.role or None, "level": r.level or None}
        for r in found.reasons
    ]
    return answer({"allowed": found.allowed, "reasons": reasons, **head})


def _role(role: Role) -> dict[str, Any]:
    names = ("id", "version", "key", "name", "name_en", "description", "builtin", "require_mfa", "exclusive_group")
    # A role that was just made or changed here comes without the number.
    people = getattr(role, "people", None)
    return {
        **{name: getattr(role, name) for name in names},
        "admin": list(role.admin),
        "people": role.members.count() if people is None else people,
    }


def _brief(role: Role) -> dict[str, Any]:
    return {"id": role.id, "key": role.key or str(role.id), "name": role.name, "name_en": role.name_en}


def _matrix(request: HttpRequest, role_id: int, grants: role_rights.Grants) -> HttpResponse:
    ctx = ctx_of(request)
    role = roles.find(role_id)
    depts = {id_ for cells in grants.values() for cell in cells.values() for id_ in cell["depts"]}
    lines = [
        {
            "key": line.key,
            "label": line.label,
            "actions": [{"key": key, "label": label} for key, label in line.actions],
            "levels": list(line.levels),
        }
        for line in role_rights.grantable(ctx)
    ]
    body = {
        "role": _role(role),
        "entities": lines,
        "grants": grants,
        "departments": [{"id": id_, "title": title} for id_, title in titles(ctx, "department", depts).items()],
    }
    return answer(body, headers={"ETag": etag(role.version)})


def _fields(request: HttpRequest, role_id: int, rights: Mapping[str, Any]) -> HttpResponse:
    ctx = ctx_of(request)
    role = roles.find(role_id)
    lines = [
        {
            "key": entity.key,
            "label": entity.plural,
            "fields": [
                {
                    "name": spec.name,
                    "label": spec.label,
                    "view": "masked" if spec.masked else "full",
                    "edit": not spec.read_only,
                    "pii": spec.pii is not None,
                    "custom": spec.custom,
                }
                for spec in entity.fields.values()
            ],
        }
        for entity in registry.all_entities(ctx).values()
        if not entity.definition.admin
    ]
    body = {"role": _role(role), "entities": lines, "fields": rights}
    return answer(body, headers={"ETag": etag(role.version)})
