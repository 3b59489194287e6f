"""Approval flows as administrators draw them: drafts, checks, trials on the past, versions. And who stands in for
whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid
from kezhou.platform.approvals import deputies, facts, flows, kinds, simulate
from kezhou.platform.approvals.engine import ADMINISTRATORS
from kezhou.platform.approvals.findings import Finding
from kezhou.platform.approvals.models import ApprovalDeputy, ApprovalFlow

from . import describe
from .administer import administrator
from .approval_json import person
from .context import ctx_of
from .describe_answers import says
from .etag import etag, expected_version
from .jsonio import answer, body_object, only

router = Router(tags=["approvals"])


@router.get("/approval_flow", operation_id="approval_flow_list", summary="What can be approved, and its flows")
def list_flows(request: HttpRequest) -> HttpResponse:
    administrator(request, ADMINISTRATORS)
    only(request.GET)
    return answer({"items": [_subject(one) for one in flows.subjects()], "next": None})


@router.get("/approval_flow/{subject}", operation_id="approval_flow_get", summary="One flow: draft, fields, findings")
def get_flow(request: HttpRequest, subject: str) -> HttpResponse:
    ctx = administrator(request, ADMINISTRATORS)
    only(request.GET)
    return _flow(ctx, flows.get(subject))


@router.put("/approval_flow/{subject}", operation_id="approval_flow_put", summary="Keep a draft")
def save_flow(request: HttpRequest, subject: str) -> HttpResponse:
    """`{definition}` with If-Match; `"0"` for a flow that does not exist yet."""
    ctx = administrator(request, ADMINISTRATORS)
    data = only(body_object(request), "definition")
    return _flow(ctx, flows.save(ctx, subject, data.get("definition"), expected_version(request)))


@router.post("/approval_flow/{subject}/check", operation_id="approval_flow_check", summary="Look a definition over")
def check_flow(request: HttpRequest, subject: str) -> HttpResponse:
    """`{definition}` → `{findings: [{level, node, code, message, params}]}`; nothing is kept."""
    ctx = _reader(request)
    data = only(body_object(request), "definition")
    return answer({"findings": _findings(flows.findings(ctx, subject, data.get("definition")))})


@router.post("/approval_flow/{subject}/simulate", operation_id="approval_flow_simulate", summary="Try it on the past")
def try_flow(request: HttpRequest, subject: str) -> HttpResponse:
    """`{definition, limit?}` → who would have decided on the newest documents, in how many steps."""
    ctx = _reader(request)
    data = only(body_object(request), "definition", "limit")
    limit = data.get("limit", simulate.MAX_DOCUMENTS)
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= simulate.MAX_DOCUMENTS:
        text = _("A whole number from %(low)d to %(high)d.") % {"low": 1, "high": simulate.MAX_DOCUMENTS}
        raise Invalid(text, errors=[FieldError("limit", "not_a_number", text)])
    flows.get(subject)
    found = simulate.simulate(ctx, subject, data.get("definition"), limit)
    told = asdict(found)
    told["tried"] = [{**asdict(one), "title": found.titles.get(one.id)} for one in found.tried]
    told["people"] = [
        {"id": user, "title": found.names.get(user, ""), "documents": number} for user, number in found.people
    ]
    told.pop("titles")
    return answer(told)


@router.post("/approval_flow/{subject}/publish", operation_id="approval_flow_publish", summary="Publish the draft")
def publish_flow(request: HttpRequest, subject: str) -> HttpResponse:
    """`{note?}` with If-Match; 422 with what the checker refuses."""
    ctx = administrator(request, ADMINISTRATORS)
    note = only(body_object(request), "note").get("note") or ""
    if not isinstance(note, str):
        text = _("This must be text.")
        raise Invalid(text, errors=[FieldError("note", "not_text", text)])
    return _flow(ctx, flows.publish(ctx, subject, expected_version(request), note))


@router.post("/approval_flow/{subject}/switch", operation_id="approval_flow_switch", summary="Switch a flow on or off")
def switch_flow(request: HttpRequest, subject: str) -> HttpResponse:
    """`{active}` with If-Match. Without a flow documents are approved when they are submitted."""
    ctx = administrator(request, ADMINISTRATORS)
    active = only(body_object(request), "active").get("active")
    if not isinstance(active, bool):
        text = _("This must be true or false.")
        raise Invalid(text, errors=[FieldError("active", "not_a_flag", text)])
    return _flow(ctx, flows.switch(ctx, subject, expected_version(request), active=active))


@router.get("/approval_flow/{subject}/versions", operation_id="approval_flow_versions", summary="Published versions")
def list_versions(request: HttpRequest, subject: str) -> HttpResponse:
    administrator(request, ADMINISTRATORS)
    only(request.GET)
    rows = [
        {
            "id": row.id,
            "number": row.number,
            "note": row.note,
            "at": row.published_at,
            "by": person(row.published_by),
            "definition": row.definition,
        }
        for row in flows.versions(subject)
    ]
    return answer({"items": rows, "next": None})


def _reader(request: HttpRequest) -> Ctx:
    """Somebody who draws flows, for calls that change nothing though they send a flow along: no password is asked for.

    Raises `Unauthorized`, `Forbidden`.
    """
    ctx = ctx_of(request)
    if ADMINISTRATORS not in ctx.grants.admin:
        raise Forbidden(code="no_right", extra={"permission": ADMINISTRATORS})
    return ctx


# -- deputies ---------------------------------------------------------------------------------------------------------


@router.get("/approval_deputy", operation_id="approval_deputy_list", summary="My absences, and whose deputy I am")
def list_deputies(request: HttpRequest) -> HttpResponse:
    """`?person=` by administrators of the organisation. → `{items, standing_in, subjects}`; `subjects`
    `[{key, label}]`: everything that an absence can be about."""
    ctx = ctx_of(request)
    words = only(request.GET, "person")
    who = ctx.actor.id or 0
    if words.get("person"):
        text = words["person"]
        who = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
        if who != ctx.actor.id and deputies.ADMIN not in ctx.grants.admin:
            raise Forbidden(code="no_right")
    mine = [_deputy(ctx, row) for row in deputies.of_person(who)]
    standing_in = [_deputy(ctx, row) for row in deputies.for_deputy(ctx)]
    subjects = [{"key": key, "label": label} for key, label in deputies.subjects()]
    return answer({"items": mine, "standing_in": standing_in, "subjects": subjects, "next": None})


@router.post(
    "/approval_deputy",
    operation_id="approval_deputy_create",
    summary="Let somebody decide in an absence",
    openapi_extra=says(201),
)
def appoint(request: HttpRequest) -> HttpResponse:
    """`{deputy, first_day, last_day, subjects?, reason?, person?}`; both days belong to the absence."""
    ctx = ctx_of(request)
    data = only(body_object(request), "deputy", "first_day", "last_day", "subjects", "reason", "person")
    subjects, reason = data.get("subjects") or [], data.get("reason") or ""
    who = data.get("person") or ctx.actor.id
    errors = [
        FieldError(name, "not_a_link", _("This must be the id of a record."))
        for name, value in (("deputy", data.get("deputy")), ("person", who))
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**63
    ]
    if not isinstance(subjects, list):
        errors.append(FieldError("subjects", "not_a_list", _("This must be a list.")))
    if not isinstance(reason, str):
        errors.append(FieldError("reason", "not_text", _("This must be text.")))
    first, last = _day(data, "first_day", errors), _day(data, "last_day", errors)
    if errors or first is None or last is None:
        raise Invalid(_("Some values are not right."), errors=errors)
    made = deputies.appoint(ctx, int(who or 0), data["deputy"], first, last, subjects, str(reason))
    return answer(_deputy(ctx, made), status=201)


@router.delete(
    "/approval_deputy/{int:deputy_id}",
    operation_id="approval_deputy_end",
    summary="End an absence",
    openapi_extra=says(204),
)
def end_deputy(request: HttpRequest, deputy_id: int) -> HttpResponse:
    deputies.end(ctx_of(request), deputy_id)
    return HttpResponse(status=204)


# -- JSON -------------------------------------------------------------------------------------------------------------


def _subject(one: flows.Subject) -> dict[str, Any]:
    flow = one.flow
    return {
        "subject": one.key,
        "label": one.label,
        "entity": one.entity,
        "is_document": kinds.is_document(one.key, one.entity),
        "waiting": one.waiting,
        "published": None if flow is None or flow.published is None else flow.published.number,
        "is_active": flow is not None and flow.is_active and flow.published_id is not None,
        "changed": flow is not None and (flow.published is None or flow.published.definition != flow.draft),
        "updated_at": None if flow is None else flow.updated_at,
        "updated_by": None if flow is None else person(flow.updated_by),
    }


def _flow(ctx: Ctx, flow: ApprovalFlow) -> HttpResponse:
    kind = kinds.get(flow.subject)
    published = flow.published
    specs = [spec for spec in facts.fields_of(ctx, flow.subject).values() if spec.type.operators]
    told = {
        "subject": flow.subject,
        "label": kind.label,
        "entity": kind.entity,
        "is_document": kinds.is_document(kind.key, kind.entity),
        "draft": flow.draft,
        "version": flow.version,
        "is_active": flow.is_active,
        "published": None
        if published is None
        else {"number": published.number, "at": published.published_at, "note": published.note},
        "changed": published is None or published.definition != flow.draft,
        "fields": [describe.field(spec, "full", edit=not spec.read_only and not spec.sql) for spec in specs],
        "hideable": [{"name": name, "label": label} for name, label in facts.hideable(ctx, flow.subject).items()],
        "findings": _findings(flows.findings(ctx, flow.subject, flow.draft)),
        "roles": [{"id": id_, "title": name} for id_, name in flows.roles()],
        "positions": [{"id": id_, "title": name} for id_, name in flows.positions()],
        "people": [{"id": id_, "title": name} for id_, name in flows.people_of(flow.draft)],
    }
    return answer(told, headers={"ETag": etag(flow.version)})


def _findings(found: list[Finding]) -> list[dict[str, Any]]:
    return [{**asdict(one), "params": dict(one.params)} for one in found]


def _deputy(ctx: Ctx, row: ApprovalDeputy) -> dict[str, Any]:
    return {
        "id": row.id,
        "user": person(row.user),
        "deputy": person(row.deputy),
        "first_day": row.first_day,
        "last_day": row.last_day,
        "subjects": list(row.subjects),
        "reason": row.reason,
        "ended_at": row.ended_at,
    }


def _day(data: Mapping[str, Any], name: str, errors: list[FieldError]) -> date | None:
    try:
        return date.fromisoformat(str(data.get(name)))
    except ValueError:
        errors.append(FieldError(name, "date", _("A day such as 2026-11-22 is expected.")))
        return None
