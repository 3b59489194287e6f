"""Requests for approval: what waits for me, what I asked, one in full, and everything that can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from kezhou.kernel.errors import BadRequest, FieldError, Invalid, KezhouError
from kezhou.platform.approvals import (
    decide,
    demands,
    detail,
    facts,
    handle,
    phrases,
    preview,
    show,
    signing,
)
from kezhou.platform.approvals.models import STATES
from kezhou.platform.approvals.request import version_for
from kezhou.platform.entities import registry
from kezhou.platform.records import subjects

from .administer import whole_number
from .approval_json import ahead_json, detail_json, row_json
from .context import ctx_of
from .cursor import page_words
from .describe_answers import says
from .jsonio import answer, body_object, only
from .problems import leave, problem

router = Router(tags=["approvals"])

MAX_BATCH = 50
"""Requests that one call decides."""


@router.get("/approval", operation_id="approval_list", summary="Requests: mine to decide, asked, decided, told")
def list_requests(request: HttpRequest) -> HttpResponse:
    """`?box=todo|asked|done|copied&state=&kind=&limit=&cursor=`; newest first."""
    ctx = ctx_of(request)
    words = page_words(request, show.MAX_PAGE - 1, "box", "state", "kind")
    box, state = words.other.get("box") or "todo", words.other.get("state") or None
    for name, value, known in (("box", box, show.BOXES), ("state", state, STATES)):
        if value is not None and value not in known:
            text = _("Possible are: %(known)s.") % {"known": ", ".join(known)}
            raise BadRequest(text, code=f"bad_{name}", errors=[FieldError(name, "unknown_choice", text)])
    kind = words.other.get("kind") or None
    rows = show.page(ctx, box, words.limit + 1, words.before, state=state, kind=kind)
    return answer(words.envelope([row_json(row, ctx.actor.id) for row in rows]))


@router.get("/approval/counts", operation_id="approval_counts", summary="How much waits for me")
def counts(request: HttpRequest) -> HttpResponse:
    """`{todo, copied}`, each at most 100."""
    ctx = ctx_of(request)
    only(request.GET)
    return answer(show.counts(ctx))


@router.get("/approval/preview", operation_id="approval_preview", summary="The way a document would take")
def foresee(request: HttpRequest) -> HttpResponse:
    """`?entity=&id=` of a document that the caller sees → `{flow, steps: [{node, name, mode, people, choose, empty}]}`;
    `choose`: how many people the starter names for the step. `flow` false: submitting approves at once, unless what it
    says needs the one step that is told then."""
    ctx = ctx_of(request)
    words = only(request.GET, "entity", "id")
    entity = registry.entity(ctx, words.get("entity", ""))
    record_id = whole_number(words.get("id", ""), "id")
    subjects.check(ctx, entity.key, record_id)
    version = version_for(entity.key)
    if version is None:
        return answer({"flow": False, "steps": ahead_json(demands.foreseen(ctx, entity, record_id))})
    told = {"values": facts.of_record(ctx, entity, record_id), "asker": facts.of_person(ctx.actor.id)}
    steps = preview.of_version(ctx, entity.key, version, told)
    return answer({"flow": True, "steps": ahead_json(steps)})


@router.get("/approval/running", operation_id="approval_running", summary="The requests about a record, newest first")
def about_record(request: HttpRequest) -> HttpResponse:
    """`?entity=&id=` of a record that the caller sees → `{items}`: those that are kept with it; none where what people
    said about it is closed to the caller."""
    ctx = ctx_of(request)
    words = only(request.GET, "entity", "id")
    record_id = whole_number(words.get("id", ""), "id")
    closed = subjects.check(ctx, words.get("entity", ""), record_id)
    rows = [] if closed else show.of_record(ctx, words["entity"], record_id)
    return answer({"items": [row_json(row, ctx.actor.id) for row in rows], "next": None})


@router.get(
    "/approval/{int:request_id}/signatures/{int:task_id}",
    operation_id="approval_signature",
    summary="What somebody drew when deciding",
)
def signature(request: HttpRequest, request_id: int, task_id: int) -> StreamingHttpResponse:
    """A PNG, for everybody who may see the request."""
    ctx = ctx_of(request)
    only(request.GET)
    detail.guard(ctx, request_id)
    response = StreamingHttpResponse(signing.content(request_id, task_id), content_type=signing.PICTURE)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@router.get("/approval/phrases", operation_id="approval_phrases", summary="My common sentences")
def my_phrases(request: HttpRequest) -> HttpResponse:
    ctx = ctx_of(request)
    only(request.GET)
    return answer({"texts": phrases.mine(ctx)})


@router.put("/approval/phrases", operation_id="approval_phrases_put", summary="Replace my common sentences")
def keep_phrases(request: HttpRequest) -> HttpResponse:
    """`{texts: [..]}`."""
    ctx = ctx_of(request)
    texts = _list(only(body_object(request), "texts"), "texts")
    return answer({"texts": phrases.keep(ctx, texts)})


@router.post("/approval/batch", operation_id="approval_batch", summary="Decide several requests")
def batch(request: HttpRequest) -> HttpResponse:
    """`{ids, approve, comment?, tasks?, signatures?}` → `{results: [{id, ok, problem?}]}`: each by itself. `tasks` and
    `signatures` are by the id of the request: the task that was seen, a PNG that the caller sent to `files`."""
    ctx = ctx_of(request)
    data = only(body_object(request), "ids", "approve", "comment", "tasks", "signatures")
    ids = _people(data, "ids", MAX_BATCH)
    approve = data.get("approve")
    if not isinstance(approve, bool):
        text = _("This must be true or false.")
        raise Invalid(text, errors=[FieldError("approve", "not_a_flag", text)])
    comment = decide.checked_comment(_text(data, "comment"), required=not approve)
    seen, signatures = _by_request(data, "tasks"), _by_request(data, "signatures")
    results: list[dict[str, Any]] = []
    for id_ in ids:
        try:
            with transaction.atomic():
                signature, task = signatures.get(id_) if approve else None, seen.get(id_)
                decide.decide(ctx, id_, approve=approve, comment=comment, signature=signature, task_id=task)
            results.append({"id": id_, "ok": True})
        except KezhouError as error:
            leave(error)
            results.append({"id": id_, "ok": False, "problem": orjson.Fragment(problem(request, error).content)})
    return answer({"results": results})


@router.get("/approval/{int:request_id}", operation_id="approval_get", summary="One request: facts, steps, log")
def get_request(request: HttpRequest, request_id: int) -> HttpResponse:
    ctx_of(request)
    only(request.GET)
    return _detail(request, request_id)


@router.post("/approval/{int:request_id}/approve", operation_id="approval_approve", summary="Approve")
def approve(request: HttpRequest, request_id: int) -> HttpResponse:
    """`{comment?, values?, signature?, task?}`; `values`: fields that the step lets its approvers change; `signature`:
    a PNG that the caller sent to `files`; `task`: what the caller saw, so that sending twice decides once."""
    ctx = ctx_of(request)
    data = only(body_object(request), "comment", "values", "signature", "task")
    values = data.get("values")
    if values is not None and not isinstance(values, Mapping):
        text = _("This must be an object.")
        raise Invalid(text, errors=[FieldError("values", "not_an_object", text)])
    decide.decide(
        ctx,
        request_id,
        approve=True,
        comment=_text(data, "comment"),
        values=values,
        signature=_given(data, "signature"),
        task_id=_given(data, "task"),
    )
    return _after(request, request_id)


@router.post("/approval/{int:request_id}/reject", operation_id="approval_reject", summary="Reject, saying why")
def reject(request: HttpRequest, request_id: int) -> HttpResponse:
    """`{comment, task?}`."""
    ctx = ctx_of(request)
    data = only(body_object(request), "comment", "task")
    decide.decide(ctx, request_id, approve=False, comment=_text(data, "comment"), task_id=_given(data, "task"))
    return _after(request, request_id)


@router.post("/approval/{int:request_id}/transfer", operation_id="approval_transfer", summary="Hand it on")
def transfer(request: HttpRequest, request_id: int) -> HttpResponse:
    """`{to, comment?}`."""
    ctx = ctx_of(request)
    data = only(body_object(request), "to", "comment")
    handle.transfer(ctx, request_id, _person(data.get("to"), "to"), _text(data, "comment"))
    return _after(request, request_id)


@router.post("/approval/{int:request_id}/add", operation_id="approval_add", summary="Ask others too")
def add(request: HttpRequest, request_id: int) -> HttpResponse:
    """`{people, place: before|after, comment?}`."""
    ctx = ctx_of(request)
    data = only(body_object(request), "people", "place", "comment")
    people = _people(data, "people", handle.MAX_ADDED)
    handle.add(ctx, request_id, people, _text(data, "place"), _text(data, "comment"))
    return _after(request, request_id)


@router.post("/approval/{int:request_id}/return", operation_id="approval_return", summary="Send back, saying why")
def give_back(request: HttpRequest, request_id: int) -> HttpResponse:
    """`{to, comment}`; `to`: the key of a step that was passed, or `starter`."""
    ctx = ctx_of(request)
    data = only(body_object(request), "to", "comment")
    handle.give_back(ctx, request_id, _text(data, "to"), _text(data, "comment"))
    return _after(request, request_id)


@router.post("/approval/{int:request_id}/withdraw", operation_id="approval_withdraw", summary="Take one's own back")
def withdraw(request: HttpRequest, request_id: int) -> HttpResponse:
    ctx = ctx_of(request)
    only(body_object(request))
    decide.withdraw(ctx, request_id)
    return _after(request, request_id)


@router.post("/approval/{int:request_id}/urge", operation_id="approval_urge", summary="Remind those who decide")
def urge(request: HttpRequest, request_id: int) -> HttpResponse:
    ctx = ctx_of(request)
    only(body_object(request))
    handle.urge(ctx, request_id)
    return _after(request, request_id)


@router.post(
    "/approval/{int:request_id}/read",
    operation_id="approval_read",
    summary="I have seen what I was told",
    openapi_extra=says(204),
)
def read(request: HttpRequest, request_id: int) -> HttpResponse:
    ctx = ctx_of(request)
    only(body_object(request))
    detail.read(ctx, request_id)
    detail.mark_read(ctx, request_id)
    return HttpResponse(status=204)


def _detail(request: HttpRequest, request_id: int) -> HttpResponse:
    ctx = ctx_of(request)
    return answer(detail_json(detail.read(ctx, request_id), ctx.actor.id))


def _after(request: HttpRequest, request_id: int) -> HttpResponse:
    """The request as the caller sees it after the act; only its id where it is out of the caller's sight."""
    try:
        return _detail(request, request_id)
    except KezhouError:
        return answer({"id": request_id})


# -- what was sent ----------------------------------------------------------------------------------------------------


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if value is None or isinstance(value, str):
        return value or ""
    text = _("This must be text.")
    raise Invalid(text, errors=[FieldError(name, "not_text", text)])


def _list(data: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = data.get(name)
    if isinstance(value, list):
        return value
    text = _("This must be a list.")
    raise Invalid(text, errors=[FieldError(name, "not_a_list", text)])


def _person(value: Any, path: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63:
        return value
    text = _("This must be the id of a record.")
    raise Invalid(text, errors=[FieldError(path, "not_a_link", text)])


def _given(data: Mapping[str, Any], name: str) -> int | None:
    return None if data.get(name) is None else _person(data[name], name)


def _by_request(data: Mapping[str, Any], name: str) -> dict[int, int]:
    """Ids by the id of a request; an object of JSON names them as text."""
    given = data.get(name) or {}
    if not isinstance(given, Mapping) or not all(key.isascii() and key.isdigit() and len(key) < 19 for key in given):
        text = _("This must be an object.")
        raise Invalid(text, errors=[FieldError(name, "not_an_object", text)])
    return {int(key): _person(value, f"{name}.{key}") for key, value in given.items() if value is not None}


def _people(data: Mapping[str, Any], name: str, limit: int) -> list[int]:
    found = [_person(value, f"{name}.{at}") for at, value in enumerate(_list(data, name))]
    if not 1 <= len(found) <= limit:
        text = _("1 to %(limit)d are possible here.") % {"limit": limit}
        raise Invalid(text, errors=[FieldError(name, "too_many", text, {"limit": limit})])
    return list(dict.fromkeys(found))
